package org.berth.am.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.berth.am.slice.User;
import org.berth.rspec.Urn;

/** Reads {@code geni_users}: an array of {@code {urn, keys}}; other members are ignored. */
final class GeniUsers {
    private GeniUsers() {}

    /** The users, each once; a user who is listed twice has the keys of both places. */
    static List<User> decode(Value given) {
        Map<Urn, List<String>> users = new LinkedHashMap<>();
        for (Value user : given.list()) {
            Urn urn = user.required("urn").urn("user");
            List<String> keys = users.computeIfAbsent(urn, u -> new ArrayList<>());
            user.member("keys").stream().flatMap(GeniUsers::keys).forEach(key -> {
                if (!keys.contains(key)) {
                    keys.add(key);
                }
            });
        }
        return users.entrySet().stream()
                .map(user -> new User(user.getKey(), user.getValue()))
                .toList();
    }

    private static Stream<String> keys(Value given) {
        return given.list().stream().map(key -> {
            String line = key.text().strip();
            OpenSshKey.problem(line).ifPresent(problem -> {
                throw key.wrong("must be an OpenSSH public key (" + problem + ")");
            });
            return line;
        });
    }
}
