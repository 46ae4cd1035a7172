package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.files.Tar;
import org.berth.dockermaster.files.Tar.Owner;

/**
 * What a new container is given before it runs, and what it does with that by itself when it starts: the engine takes as long
 * for each file that it reads or writes, and for each program that it starts in a container, as for starting one. Killed at any
 * moment, its next start does all that again.
 */
final class FirstStart {
    static final String SHELL = "/bin/sh";

    /** Runs what follows it, once what {@link #files} laid out is in its place. */
    static final List<String> ENTRYPOINT =
            List.of(SHELL, "-c", Script.resource("accounts.sh") + Script.resource("first-start.sh"), "first-start");

    /** Where it says why it could not make an account. */
    static final String FAILURE = "/etc/berth/accounts/.failure";

    /** Where sshd says why it cannot run. */
    static final String LAST_WORDS = "/etc/berth/.last-words";

    private FirstStart() {}

    /** To be unpacked in {@code /etc}. */
    static Tar files(Map<String, byte[]> hostKeys, List<Account> accounts) {
        Tar files = new Tar().directory("ssh", 0755, Owner.ROOT);
        hostKeys.forEach((name, bytes) -> files.file("ssh/" + name, 0600, Owner.ROOT, bytes));
        Accounts.allowSudo(files);
        files.directory("berth", 0755, Owner.ROOT).directory("berth/accounts", 0700, Owner.ROOT);
        accounts.forEach(account -> files.file(
                "berth/accounts/" + account.login(),
                0600,
                Owner.ROOT,
                Accounts.authorizedKeys(account).getBytes(UTF_8)));
        return files;
    }
}
