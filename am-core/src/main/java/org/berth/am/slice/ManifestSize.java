// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import org.berth.am.store.SliceTable.Amount;

/** An estimate, never too low by much, of the memory that it takes to make a manifest and to send it. */
final class ManifestSize {
    /** Text is there as it is stored, parsed, written, escaped and encoded, at times twice while a buffer grows. */
    private static final long BYTES_PER_CHARACTER = 12;

    private static final long BYTES_PER_PART = 250;

    /** A few elements each, in the tree and as text. */
    private static final long BYTES_PER_ACCOUNT = 4000;

    private ManifestSize() {}

    /** For a slice as it is stored. */
    static long bytes(Amount stored) {
        return bytes(
                new RequestSize(stored.characters(), stored.parts()),
                Math.min(stored.accounts(), SliceBounds.MOST_ACCOUNTS),
                Math.min(stored.keyCharacters(), SliceBounds.MOST_KEY_CHARACTERS));
    }

    /** For a slice as it is stored, with these users in addition on so many of its slivers. */
    static long bytes(Amount stored, List<User> users, int slivers) {
        return bytes(new Amount(
                stored.characters(),
                stored.parts(),
                stored.accounts() + (long) users.size() * slivers,
                stored.keyCharacters() + characters(users) * slivers));
    }

    /**
     * For what a request that is not stored yet leads to.
     *
     * @param users the users of each of its slivers
     */
    static long bytes(String request, List<User> users) {
        RequestSize size = RequestSize.of(request);
        RequestSize stored = new RequestSize(
                Math.min(size.characters(), SliceBounds.MOST_CHARACTERS),
                Math.min(size.parts(), SliceBounds.MOST_PARTS));
        long slivers = users.isEmpty() ? 0 : stored.parts();
        return bytes(
                stored,
                Math.min(users.size() * slivers, SliceBounds.MOST_ACCOUNTS),
                Math.min(characters(users) * slivers, SliceBounds.MOST_KEY_CHARACTERS));
    }

    private static long characters(List<User> users) {
        return users.stream()
                .flatMap(user -> user.keys().stream())
                .mapToLong(key -> key.length() + 1L)
                .sum();
    }

    private static long bytes(RequestSize requests, long accounts, long keyCharacters) {
        return BYTES_PER_CHARACTER * (requests.characters() + keyCharacters)
                + BYTES_PER_PART * requests.parts()
                + BYTES_PER_ACCOUNT * accounts;
    }
}
