// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import java.util.Optional;

/** The version of Berth that runs in this process. */
public final class BerthVersion {
    private BerthVersion() {}

    /** E.g. {@code 0.1.0}; {@code development} when it runs from class files. */
    public static String current() {
        return Optional.ofNullable(BerthVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
