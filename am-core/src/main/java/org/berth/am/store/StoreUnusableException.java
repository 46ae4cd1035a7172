// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.nio.file.Path;

/** The store's file is not what it was written as, or is of a newer Berth. Nothing was changed, and nothing made. */
public final class StoreUnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param why the end of a sentence that begins with the file's name
     */
    StoreUnusableException(Path file, String why) {
        super(file + " " + why);
    }

    StoreUnusableException(Path file, String why, Throwable cause) {
        super(file + " " + why, cause);
    }
}
