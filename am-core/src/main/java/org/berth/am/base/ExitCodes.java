// SPDX-License-Identifier: Apache-2.0
package org.berth.am.base;

/** The exit codes of commands; printed in the help of {@code berth}. */
public final class ExitCodes {
    /** Done. */
    public static final int OK = 0;
    /** Refused, or failed; one line on stderr says why. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** The AM was not reached, or answered something else than AM API. */
    public static final int NO_CONNECTION = 3;
    /** The state of the AM, or a backup of it, is damaged or cannot be used by this Berth. */
    public static final int UNUSABLE_STATE = 4;

    private ExitCodes() {}
}
