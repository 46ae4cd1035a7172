// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.base.Printable;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.AuthorizedKey;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.engine.Programs;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.files.Tar;
import org.berth.dockermaster.files.Tar.Owner;

/**
 * The login accounts in a container. Ours are the members of group {@code berth}, who may do everything by sudo and
 * have no password; accounts that the image brings, such as root and daemon, are never touched. A new container makes its first
 * ones itself ({@link FirstStart}).
 */
final class Accounts {
    static final String USERADD = "/usr/sbin/useradd";

    private static final String STEP = "changing the accounts";
    /** The number of characters of a refused key that a message repeats: enough to find it. */
    private static final int SHOWN = 40;

    private static final Pattern LOGIN = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

    /** Less than {@link Programs#run} waits: what is over is over in the container too. */
    private static final int SECONDS = 25;

    private static final int REFUSED = 3;
    private static final int LATE = 4;
    /** 128 and SIGKILL: by its own time limit, or with its container. */
    private static final int KILLED = 137;
    /** The engine tells the end of a container's programs before that of the container. */
    private static final long ENDING_SECONDS = 5;

    private static final int LONGEST_WORDS = 500;
    private static final String SCRIPT = Script.resource("accounts.sh") + Script.resource("change-accounts.sh");

    private final ContainerFiles files;
    private final Programs programs;
    private final Containers containers;

    Accounts(Engine engine, Containers containers) {
        this.files = new ContainerFiles(engine);
        this.programs = new Programs(engine);
        this.containers = containers;
    }

    /** Refuses logins and keys that are not of the right form. Nothing is touched yet. */
    static void validate(List<Account> accounts) {
        for (Account account : accounts) {
            if (!LOGIN.matcher(account.login()).matches()) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "'" + account.login() + "' is no login name: 1 to 32 lower-case letters, digits, '_' and '-',"
                                + " the first a letter or '_'");
            }
            keys(account);
        }
    }

    /**
     * Gives each account exactly its keys and makes those that are missing: all of them, or none. Waits for programs of the
     * container, 30 s at most; so no lock may be held.
     *
     * @param number of the change; after one with a higher number this one does nothing
     * @throws DockerMasterException of kind {@code UNREACHABLE} if the container does not run, {@code FAILED} if the image has a
     *     login for something else, {@code GONE} after a later change, {@code RETRYABLE} for all else that goes wrong in the
     *     container. Then each account is as it was, or is as wanted
     */
    void change(SliverContainer container, int number, List<Account> accounts) {
        String folder = "berth/change-" + number;
        Programs.Outcome outcome;
        try {
            files.put(STEP, container.id(), "/etc", laidOut(folder, accounts));
            outcome = programs.run(
                    STEP,
                    container.id(),
                    "timeout",
                    "-s",
                    "KILL",
                    Integer.toString(SECONDS),
                    FirstStart.SHELL,
                    "-c",
                    SCRIPT,
                    "change-accounts",
                    "/etc/" + folder,
                    Integer.toString(number));
        } catch (DockerMasterException e) {
            throw judged(container, e, 0);
        }
        String words = inOneLine(outcome.output());
        long code = outcome.exitCode();
        if (code == REFUSED || code == LATE) {
            throw new DockerMasterException(code == REFUSED ? Kind.FAILED : Kind.GONE, words);
        }
        if (code != 0) {
            throw judged(
                    container,
                    new DockerMasterException(
                            Kind.RETRYABLE,
                            STEP + ": " + (words.isEmpty() ? "it ended" : words) + " (exit code " + code + ")"),
                    code == KILLED ? ENDING_SECONDS : 0);
        }
    }

    private static String inOneLine(String output) {
        return Printable.line(output, LONGEST_WORDS);
    }

    private static Tar laidOut(String folder, List<Account> accounts) {
        Tar tar = new Tar().directory("berth", 0755, Owner.ROOT).directory(folder, 0700, Owner.ROOT);
        String logins = accounts.stream().map(Account::login).collect(Collectors.joining("\n"));
        tar.file(folder + "/.logins", 0600, Owner.ROOT, logins.getBytes(UTF_8));
        accounts.forEach(account -> tar.file(
                folder + "/" + account.login(),
                0600,
                Owner.ROOT,
                authorizedKeys(account).getBytes(UTF_8)));
        return tar;
    }

    /**
     * Returns the failure to report, of the kind that tells the caller what to do: if the container ended, to try again
     * when it runs.
     */
    private DockerMasterException judged(SliverContainer container, DockerMasterException failed, long endingSeconds) {
        if (failed.kind() != Kind.FAILED && failed.kind() != Kind.RETRYABLE) {
            return failed;
        }
        Waiting.until(() -> containers.whyNotRunning(STEP, container.id()).isPresent(), endingSeconds);
        return containers
                .whyNotRunning(STEP, container.id())
                .map(why -> new DockerMasterException(
                        Kind.UNREACHABLE, STEP + ": the container does not run now (" + why + ")", failed))
                .orElseGet(
                        () -> new DockerMasterException(Kind.RETRYABLE, String.valueOf(failed.getMessage()), failed));
    }

    /** Adds to what is to be unpacked in {@code /etc} that the group may do everything. */
    static Tar allowSudo(Tar etc) {
        return etc.directory("sudoers.d", 0750, Owner.ROOT)
                .file("sudoers.d/berth", 0440, Owner.ROOT, "%berth ALL=(ALL:ALL) NOPASSWD: ALL\n".getBytes(UTF_8));
    }

    /** The content of {@code authorized_keys} (sshd(8)). */
    static String authorizedKeys(Account account) {
        return keys(account).map(key -> key.line() + "\n").collect(Collectors.joining());
    }

    private static Stream<AuthorizedKey> keys(Account account) {
        List<AuthorizedKey> keys = new ArrayList<>();
        for (String key : account.keys()) {
            try {
                keys.addAll(AuthorizedKey.parse(key));
            } catch (IllegalArgumentException e) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "the key of '" + account.login() + "' that begins with '" + shown(key) + "' cannot be taken: "
                                + e.getMessage(),
                        e);
            }
        }
        return keys.stream();
    }

    private static String shown(String key) {
        return Printable.line(key, SHOWN);
    }
}
