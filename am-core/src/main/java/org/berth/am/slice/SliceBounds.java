// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.Sliver;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliceTable.Amount;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/**
 * The limits on what a slice may store in all. What stays within these bounds can always be shown: {@link ManifestSize}
 * of a slice that uses all of them is far below the memory of an AM.
 */
final class SliceBounds {
    /** Hundreds of nodes take a tenth of it. */
    static final long MOST_CHARACTERS = 2L << 20;

    static final long MOST_PARTS = 100_000;
    static final long MOST_ACCOUNTS = 10_000;
    static final long MOST_KEY_CHARACTERS = 4L << 20;

    /** Keys of one sliver go to its host in one message. */
    static final long MOST_KEY_CHARACTERS_OF_SLIVER = 1L << 20;

    private final Urn slice;
    private long accounts;
    private long keyCharacters;

    private SliceBounds(Urn slice, Amount stored) {
        this.slice = slice;
        accounts = stored.accounts();
        keyCharacters = stored.keyCharacters();
    }

    /** Returns the amount that a slice stores when a transaction begins to change its accounts. */
    static SliceBounds of(Tables tables, Urn slice) {
        return new SliceBounds(slice, tables.slices().amount(slice.key()));
    }

    /**
     * Refuses a request that would be too much beside those that the slice has.
     *
     * @return what it stores now
     * @throws AmException 6
     */
    static Amount requireRoomFor(Tables tables, Urn slice, RequestSize request) {
        Amount stored = tables.slices().amount(slice.key());
        requireAtMost(
                MOST_CHARACTERS,
                stored.characters() + request.characters(),
                slice,
                "characters in its requests, all of Allocate together");
        requireAtMost(
                MOST_PARTS,
                stored.parts() + request.parts(),
                slice,
                "elements, attributes and non-ASCII characters in its requests, all of Allocate together");
        return stored;
    }

    /**
     * Replaces a sliver's accounts.
     *
     * @throws AmException 6 if the sliver or the slice would have too much; then nothing was replaced
     */
    void replaceAccounts(Tables tables, Sliver sliver, List<AccountRow> before, List<AccountRow> after) {
        count(sliver, before, after);
        tables.accounts().replace(sliver.id(), after);
    }

    /**
     * Changes a sliver's accounts, and keeps what they were until the change is carried out.
     *
     * @throws AmException 6 as {@link #replaceAccounts}
     */
    void changeAccounts(Tables tables, Sliver sliver, List<AccountRow> before, List<AccountRow> after) {
        count(sliver, before, after);
        tables.accounts().change(sliver.id(), after, sliver.hasUsersLeft());
    }

    private void count(Sliver sliver, List<AccountRow> before, List<AccountRow> after) {
        long ofSliver = keyCharacters(after);
        if (ofSliver > MOST_KEY_CHARACTERS_OF_SLIVER) {
            throw new AmException(
                    GeniCode.TOOBIG,
                    "the ssh keys for sliver " + sliver.urn() + " have " + ofSliver + " characters, at most "
                            + MOST_KEY_CHARACTERS_OF_SLIVER + " are stored for a sliver; name fewer users or keys");
        }
        long accountsThen = accounts - before.size() + after.size();
        long charactersThen = keyCharacters - keyCharacters(before) + ofSliver;
        requireAtMost(MOST_ACCOUNTS, accountsThen, slice, "accounts, users times slivers");
        requireAtMost(MOST_KEY_CHARACTERS, charactersThen, slice, "characters in ssh keys, keys times slivers");
        accounts = accountsThen;
        keyCharacters = charactersThen;
    }

    private static long keyCharacters(List<AccountRow> accounts) {
        return accounts.stream().mapToLong(AccountRow::keyCharacters).sum();
    }

    private static void requireAtMost(long most, long wanted, Urn slice, String what) {
        if (wanted > most) {
            throw new AmException(
                    GeniCode.TOOBIG,
                    "slice " + slice + " would have " + wanted + " " + what + "; at most " + most
                            + " are stored. Ask for less, or Delete slivers first");
        }
    }
}
