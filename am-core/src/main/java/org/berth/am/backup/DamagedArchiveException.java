// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.nio.file.Path;

/** A file that should be a backup is none, or not as it was written. */
public final class DamagedArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedArchiveException(Path file, String why) {
        super(file + " cannot be restored: " + why);
    }
}
