package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.berth.dockermaster.Account;
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

    private static final String GROUP = "berth";
    private static final String SUDOERS = "/etc/sudoers.d/berth";
    private static final int DATABASE_LIMIT = 1 << 20;
    private static final Pattern LOGIN = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

    private final ContainerFiles files;
    private final Programs programs;

    Accounts(Engine engine) {
        this.files = new ContainerFiles(engine);
        this.programs = new Programs(engine);
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
            account.keys().forEach(key -> PublicKeys.line(account.login(), key));
        }
    }

    /** Gives each account exactly its keys; makes those that are not there yet. The container has to run. */
    void install(String container, List<Account> accounts) {
        UserDatabase before = database(container);
        ensureGroup(container, before);
        for (Account account : accounts) {
            String login = account.login();
            if (!before.hasUser(login)) {
                add(container, login, before.hasGroup(login));
            } else if (!before.isMember(login, GROUP)) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "making account '" + login + "': the image has an account of that name; use another name");
            }
        }
        UserDatabase after = database(container);
        accounts.forEach(account -> authorize(container, account, after));
    }

    private UserDatabase database(String container) {
        return UserDatabase.parse(read(container, "/etc/passwd"), read(container, "/etc/group"));
    }

    private byte[] read(String container, String path) {
        return files.read("reading " + path, container, path, DATABASE_LIMIT).orElse(new byte[0]);
    }

    private void ensureGroup(String container, UserDatabase database) {
        if (!database.hasGroup(GROUP)) {
            run("making group " + GROUP, container, "/usr/sbin/groupadd", "-r", GROUP);
        }
        if (!files.exists("looking for " + SUDOERS, container, SUDOERS)) {
            files.put("allowing sudo", container, "/etc", allowSudo(new Tar()));
        }
    }

    /** Adds to what is to be unpacked in {@code /etc} that the group may do everything. */
    static Tar allowSudo(Tar etc) {
        return etc.directory("sudoers.d", 0750, Owner.ROOT)
                .file("sudoers.d/berth", 0440, Owner.ROOT, "%berth ALL=(ALL:ALL) NOPASSWD: ALL\n".getBytes(UTF_8));
    }

    /** The content of {@code authorized_keys} (sshd(8)). */
    static String authorizedKeys(Account account) {
        return account.keys().stream()
                .map(key -> PublicKeys.line(account.login(), key) + "\n")
                .collect(Collectors.joining());
    }

    private void add(String container, String login, boolean groupExists) {
        List<String> command = new ArrayList<>(List.of(USERADD, "-m", "-G", GROUP));
        command.addAll(groupExists ? List.of("-g", login) : List.of("-U"));
        boolean bash = files.exists("looking for bash", container, "/bin/bash");
        // "*" is no password's hash, yet unlike useradd's "!" not a locked account, which sshd may refuse.
        command.addAll(List.of("-s", bash ? "/bin/bash" : "/bin/sh", "-p", "*", login));
        run("making account '" + login + "'", container, command.toArray(String[]::new));
    }

    private void run(String step, String container, String... command) {
        Programs.Outcome outcome = programs.run(step, container, command);
        if (outcome.exitCode() != 0) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    step + ": " + command[0] + " said '" + outcome.output().strip() + "' (exit code "
                            + outcome.exitCode() + ")");
        }
    }

    private void authorize(String container, Account account, UserDatabase database) {
        String login = account.login();
        String step = "installing the keys of '" + login + "'";
        DockerMasterException odd =
                new DockerMasterException(Kind.FAILED, step + ": /etc/passwd has no owner or home for the account");
        Owner owner = database.owner(login).orElseThrow(() -> odd);
        String home = database.home(login).orElseThrow(() -> odd);
        Tar ssh = new Tar()
                .directory(".ssh", 0700, owner)
                .file(
                        ".ssh/authorized_keys",
                        0600,
                        owner,
                        authorizedKeys(account).getBytes(UTF_8));
        files.put(step, container, home, ssh);
    }
}
