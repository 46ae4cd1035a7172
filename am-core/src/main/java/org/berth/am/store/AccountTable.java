// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Login accounts of slivers. */
public final class AccountTable {
    /** A database takes so many parameters at least. */
    private static final int IDS_AT_ONCE = 500;

    private final Handle handle;

    AccountTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * An account.
     *
     * @param userUrn the user's URN; empty for an account of an adopted sliver, until a user of that name claims it
     * @param login the login name in the container
     * @param keys OpenSSH public key lines
     */
    public record AccountRow(String userUrn, String login, List<String> keys) {
        public AccountRow {
            keys = List.copyOf(keys);
        }

        /** Returns the number of characters that the keys have together. */
        public long keyCharacters() {
            return keys.stream().mapToLong(key -> key.length() + 1L).sum();
        }
    }

    /** Returns the accounts of a sliver, in the order they were given. */
    public List<AccountRow> of(String sliverId) {
        return of(List.of(sliverId)).getOrDefault(sliverId, List.of());
    }

    /** Returns the accounts of slivers by their ids, each in the order they were given; without those that have none. */
    public Map<String, List<AccountRow>> of(List<String> sliverIds) {
        Map<String, List<AccountRow>> accounts = new HashMap<>();
        for (int from = 0; from < sliverIds.size(); from += IDS_AT_ONCE) {
            handle.createQuery("""
                            SELECT sliver_id, user_urn, login, ssh_keys FROM account WHERE sliver_id IN (<ids>)
                            ORDER BY sliver_id, position
                            """)
                    .bindList("ids", sliverIds.subList(from, Math.min(from + IDS_AT_ONCE, sliverIds.size())))
                    .map((row, context) -> Map.entry(
                            row.getString("sliver_id"),
                            new AccountRow(
                                    row.getString("user_urn"),
                                    row.getString("login"),
                                    row.getString("ssh_keys").lines().toList())))
                    .forEach(account -> accounts.computeIfAbsent(account.getKey(), id -> new ArrayList<>())
                            .add(account.getValue()));
        }
        return accounts;
    }

    /**
     * Finds slivers by the users that have accounts in them.
     *
     * @param which asked of each known user's URN, often of the same one
     * @return by the id of each sliver with such a user, the URN of one of them
     */
    public Map<String, String> userOfSlivers(Predicate<String> which) {
        Map<String, String> found = new HashMap<>();
        handle.createQuery("SELECT sliver_id, user_urn FROM account WHERE user_urn <> ''")
                .map((row, context) -> Map.entry(row.getString("sliver_id"), row.getString("user_urn")))
                .filter(account -> which.test(account.getValue()))
                .forEach(account -> found.putIfAbsent(account.getKey(), account.getValue()));
        return found;
    }

    /**
     * Changes the accounts of a sliver, and keeps what they were until {@link #carriedOut} or {@link #restore}.
     *
     * @param accounts all that there are to be; none that there is may be missing
     * @param underWay whether an earlier change is not carried out yet: then what was before that one is kept
     */
    public void change(String sliverId, List<AccountRow> accounts, boolean underWay) {
        if (!underWay) {
            handle.createUpdate("UPDATE account SET former_keys = ssh_keys WHERE sliver_id = :id")
                    .bind("id", sliverId)
                    .execute();
        }
        for (int position = 0; position < accounts.size(); position++) {
            AccountRow account = accounts.get(position);
            handle.createUpdate("""
                            INSERT INTO account (sliver_id, position, user_urn, login, ssh_keys, key_characters)
                            VALUES (:id, :position, :urn, :login, :keys, :characters)
                            ON CONFLICT (sliver_id, login) DO UPDATE SET
                              position = excluded.position, user_urn = excluded.user_urn, ssh_keys = excluded.ssh_keys,
                              key_characters = excluded.key_characters
                            """)
                    .bind("id", sliverId)
                    .bind("characters", account.keyCharacters())
                    .bind("position", position)
                    .bind("urn", account.userUrn())
                    .bind("login", account.login())
                    .bind("keys", String.join("\n", account.keys()))
                    .execute();
        }
    }

    /** Notes that these are the accounts in the container now, while a later change is under way. */
    public void carriedOut(String sliverId, List<AccountRow> accounts) {
        for (AccountRow account : accounts) {
            handle.createUpdate("UPDATE account SET former_keys = :keys WHERE sliver_id = :id AND login = :login")
                    .bind("id", sliverId)
                    .bind("login", account.login())
                    .bind("keys", String.join("\n", account.keys()))
                    .execute();
        }
    }

    /** Undoes the change that is under way. */
    public void restore(String sliverId) {
        handle.createUpdate("DELETE FROM account WHERE sliver_id = :id AND former_keys IS NULL")
                .bind("id", sliverId)
                .execute();
        handle.createUpdate("""
                        UPDATE account SET ssh_keys = former_keys,
                          key_characters = length(former_keys) + (former_keys <> '')
                        WHERE sliver_id = :id
                        """).bind("id", sliverId).execute();
    }

    /** Replaces the accounts of a sliver. */
    public void replace(String sliverId, List<AccountRow> accounts) {
        handle.createUpdate("DELETE FROM account WHERE sliver_id = :id")
                .bind("id", sliverId)
                .execute();
        for (int position = 0; position < accounts.size(); position++) {
            AccountRow account = accounts.get(position);
            handle.createUpdate("""
                            INSERT INTO account (sliver_id, position, user_urn, login, ssh_keys, key_characters)
                            VALUES (:id, :position, :urn, :login, :keys, :characters)
                            """)
                    .bind("id", sliverId)
                    .bind("position", position)
                    .bind("urn", account.userUrn())
                    .bind("login", account.login())
                    .bind("keys", String.join("\n", account.keys()))
                    .bind("characters", account.keyCharacters())
                    .execute();
        }
    }
}
