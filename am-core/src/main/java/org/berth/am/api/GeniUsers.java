// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.berth.am.slice.User;
import org.berth.dockermaster.AuthorizedKey;
import org.berth.rspec.Urn;

/** Reads {@code geni_users}: an array of {@code {urn, keys}}; other members are ignored. */
final class GeniUsers {
    /** Far more than a slice has members; each is an account that has to be made in every container. */
    private static final int MOST_USERS = 100;

    private static final int MOST_KEYS = 100;

    private GeniUsers() {}

    /** The users, each once; a user who is listed twice has the keys of both places. */
    static List<User> decode(Value given) {
        if (given.list().size() > MOST_USERS) {
            throw given.wrong("must have at most " + MOST_USERS + " users, not "
                    + given.list().size());
        }
        Map<Urn, Set<String>> users = new LinkedHashMap<>();
        for (Value user : given.list()) {
            Urn urn = user.required("urn").urn("user");
            Set<String> keys = users.computeIfAbsent(urn, u -> new LinkedHashSet<>());
            user.member("keys").ifPresent(lines -> keys.addAll(keys(urn, lines)));
        }
        return users.entrySet().stream()
                .map(user -> new User(user.getKey(), List.copyOf(user.getValue())))
                .toList();
    }

    /** The lines of some keys. Each string is what {@code authorized_keys} may hold: none, one or more keys. */
    private static List<String> keys(Urn user, Value given) {
        requireFew(given, given.list().size());
        List<String> lines = new ArrayList<>();
        for (Value key : given.list()) {
            try {
                AuthorizedKey.parse(key.text()).forEach(line -> lines.add(line.line()));
            } catch (IllegalArgumentException e) {
                throw key.wrong("of " + user + " must be an OpenSSH public key (" + e.getMessage() + ")");
            }
            requireFew(given, lines.size());
        }
        return lines;
    }

    private static void requireFew(Value given, int keys) {
        if (keys > MOST_KEYS) {
            throw given.wrong("must have at most " + MOST_KEYS + " keys, not " + keys);
        }
    }
}
