// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.rspec.Urn;

/**
 * Login names of users: the name of the user's URN in lower case, made fit for Unix ({@code [a-z_][a-z0-9_-]{0,31}}); two
 * users of the same name get different ones by a digit at the end.
 */
final class Logins {
    private static final int MAX_LENGTH = 32;
    private static final int MOST_ACCOUNTS = 200;
    // Accounts that images have already; a user of that name gets a suffix like a second user would.
    private static final Set<String> RESERVED = Set.of(
            "root",
            "daemon",
            "bin",
            "sys",
            "sync",
            "games",
            "man",
            "lp",
            "mail",
            "news",
            "uucp",
            "proxy",
            "www-data",
            "backup",
            "list",
            "irc",
            "gnats",
            "nobody",
            "sshd",
            "messagebus",
            "systemd-network",
            "systemd-resolve",
            "systemd-timesync",
            "_apt",
            "operator",
            "ftp",
            "http",
            "adm",
            "halt",
            "shutdown",
            "sudo",
            "berth");

    private Logins() {}

    /**
     * Accounts after users were named: each user named gets exactly the keys given, those not named keep theirs. An account
     * whose user is not known is taken to be that of the user whose name gives its login.
     *
     * @param accounts the accounts before
     */
    static List<AccountRow> merge(List<AccountRow> accounts, List<User> users) {
        List<AccountRow> merged = new ArrayList<>(accounts);
        for (User user : users) {
            int known = indexOf(merged, user.urn());
            if (known >= 0) {
                AccountRow account = merged.get(known);
                merged.set(known, new AccountRow(user.urn().toString(), account.login(), user.keys()));
            } else {
                if (merged.size() == MOST_ACCOUNTS) {
                    throw new AmException(
                            GeniCode.BADARGS,
                            "a sliver has at most " + MOST_ACCOUNTS + " users; " + user.urn() + " is one more");
                }
                merged.add(new AccountRow(user.urn().toString(), freeLogin(user.urn(), merged), user.keys()));
            }
        }
        return merged;
    }

    private static int indexOf(List<AccountRow> accounts, Urn user) {
        for (int i = 0; i < accounts.size(); i++) {
            if (belongs(accounts.get(i), user)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean belongs(AccountRow account, Urn user) {
        return account.userUrn().isEmpty()
                ? account.login().equals(sanitised(user.name()))
                : Urn.parse(account.userUrn()).equals(user);
    }

    private static String freeLogin(Urn user, List<AccountRow> accounts) {
        Set<String> taken = new HashSet<>(RESERVED);
        accounts.forEach(account -> taken.add(account.login()));
        String wanted = sanitised(user.name());
        String login = wanted;
        for (int suffix = 2; taken.contains(login); suffix++) {
            String end = Integer.toString(suffix);
            login = wanted.substring(0, Math.min(wanted.length(), MAX_LENGTH - end.length())) + end;
        }
        return login;
    }

    private static String sanitised(String name) {
        String clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
        String started = clean.matches("[a-z_].*") ? clean : "u" + clean;
        return started.substring(0, Math.min(started.length(), MAX_LENGTH));
    }
}
