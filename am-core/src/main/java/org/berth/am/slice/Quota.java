package org.berth.am.slice;

/**
 * How many slots somebody may have at the same time.
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

    /** How many of so many slots it gives. */
    int of(int slots) {
        return percent ? (int) Math.max(SMALLEST_SHARE, ((long) slots * amount + ALL - 1) / ALL) : amount;
    }
}
