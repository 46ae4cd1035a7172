package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.files.Tar;

/**
 * A container's {@code /etc/passwd} and {@code /etc/group} (passwd(5), group(5)); what is not in their form is skipped.
 *
 * @param users the lines of passwd, split at colons
 * @param groups the lines of group, split at colons
 */
record UserDatabase(List<List<String>> users, List<List<String>> groups) {
    private static final int USER_FIELDS = 7;
    private static final int GROUP_FIELDS = 4;

    static UserDatabase parse(byte[] passwd, byte[] group) {
        return new UserDatabase(lines(passwd, USER_FIELDS), lines(group, GROUP_FIELDS));
    }

    private static List<List<String>> lines(byte[] file, int fields) {
        return new String(file, UTF_8)
                .lines()
                .map(line -> Arrays.asList(line.split(":", -1)))
                .filter(line -> line.size() == fields && line.get(2).matches("\\d{1,10}"))
                .toList();
    }

    boolean hasUser(String login) {
        return user(login).isPresent();
    }

    boolean hasGroup(String name) {
        return groups.stream().anyMatch(group -> group.get(0).equals(name));
    }

    boolean isMember(String login, String group) {
        return groups.stream()
                .filter(line -> line.get(0).equals(group))
                .anyMatch(line -> Arrays.asList(line.get(3).split(",")).contains(login));
    }

    Optional<Tar.Owner> owner(String login) {
        return user(login)
                .filter(user -> user.get(3).matches("\\d{1,10}"))
                .map(user -> new Tar.Owner(Long.parseLong(user.get(2)), Long.parseLong(user.get(3))));
    }

    Optional<String> home(String login) {
        return user(login).map(user -> user.get(5)).filter(home -> home.startsWith("/"));
    }

    private Optional<List<String>> user(String login) {
        return users.stream().filter(user -> user.get(0).equals(login)).findFirst();
    }
}
