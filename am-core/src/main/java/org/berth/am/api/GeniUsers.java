package org.berth.am.api;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.berth.am.slice.User;
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
            user.member("keys").stream().flatMap(GeniUsers::keys).forEach(keys::add);
        }
        return users.entrySet().stream()
                .map(user -> new User(user.getKey(), List.copyOf(user.getValue())))
                .toList();
    }

    private static Stream<String> keys(Value given) {
        if (given.list().size() > MOST_KEYS) {
            throw given.wrong("must have at most " + MOST_KEYS + " keys, not "
                    + given.list().size());
        }
        return given.list().stream().map(key -> {
            String line = key.text().strip();
            OpenSshKey.problem(line).ifPresent(problem -> {
                throw key.wrong("must be an OpenSSH public key (" + problem + ")");
            });
            return line;
        });
    }
}
