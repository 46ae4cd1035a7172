// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.berth.base.Printable;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.files.Tar;
import org.berth.dockermaster.files.Tar.Owner;

/**
 * The set-up of a new container: the files it is given before it runs, and the script that puts them in place when it
 * starts. The container does this by itself, since the engine takes as long for each file that it reads or writes, and
 * for each program that it starts in a container, as for starting one. If it is killed at any moment, its next start
 * does all that again.
 */
final class FirstStart {
    static final String SHELL = "/bin/sh";

    /** Runs what follows it, once what {@link #files} laid out is in its place. */
    static final List<String> ENTRYPOINT =
            List.of(SHELL, "-c", Script.resource("accounts.sh") + Script.resource("first-start.sh"), "first-start");

    /** The file with the reason why an account could not be made. */
    static final String FAILURE = "/etc/berth/accounts/.failure";

    /** The file with the reason why sshd cannot run. */
    static final String LAST_WORDS = "/etc/berth/.last-words";

    private static final int LONGEST_NODE = 200;

    private FirstStart() {}

    /**
     * Returns the text that people see when they log in (motd(5)). A node's name is free text, which must not drive
     * their terminals; the end of the lease is not in it, since it may be renewed.
     */
    static String motd(SliverSpec spec) {
        String node = Printable.line(spec.node(), LONGEST_NODE);
        return """

                Node %s of slice %s

                This container and all its files are removed when the lease ends. When that is, and how to renew it, from your
                own machine, with the URL of the aggregate manager that you got it from:
                    omni.py -a URL sliverstatus SLICE
                    omni.py -a URL renewsliver SLICE 2030-01-31
                or renew the experiment in jFed. sudo needs no password here.

                """.formatted(node, spec.slice());
    }

    /** To be unpacked in {@code /etc}. */
    static Tar files(Map<String, byte[]> hostKeys, List<Account> accounts, String motd) {
        Tar files = new Tar().file("motd", 0644, Owner.ROOT, motd.getBytes(UTF_8));
        files.directory("ssh", 0755, Owner.ROOT);
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
