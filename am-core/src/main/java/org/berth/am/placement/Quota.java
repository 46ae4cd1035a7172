// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

/**
 * A limit of the slots that somebody may have at the same time.
 *
 * @param amount slots, or per cent of all slots that the hosts have
 * @param percent whether it is a percentage
 */
public record Quota(int amount, boolean percent) {
    /** All that there is. */
    public static final Quota UNLIMITED = new Quota(100, true);

    /** A percentage is never less: a small AM serves whole experiments, too. */
    static final int SMALLEST_SHARE = 4;

    private static final int ALL = 100;

    boolean isLimited() {
        return !percent || amount < ALL;
    }

    /** Returns the limit as a number of slots, of so many slots that the hosts have. */
    public int of(int slots) {
        return percent ? (int) Math.max(SMALLEST_SHARE, ((long) slots * amount + ALL - 1) / ALL) : amount;
    }
}
