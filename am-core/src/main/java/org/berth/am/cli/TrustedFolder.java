// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.trust.AcceptedRoots;
import org.berth.am.auth.trust.AuthorityKeysFile;
import org.berth.am.auth.trust.RootFile;
import org.berth.am.auth.x509.Gid;
import org.berth.am.config.AmConfig;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.base.Printable;

/** The folder of trusted roots, changed by a command. Refusals are {@link IllegalArgumentException}s with a sentence. */
final class TrustedFolder {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private final Path folder;
    private final AuthorityKeysFile keys;

    /** @param keys which keys authorities' names are known by */
    TrustedFolder(Path folder, AuthorityKeysFile keys) {
        this.folder = folder;
        this.keys = keys;
    }

    static TrustedFolder of(AmConfig config) {
        return new TrustedFolder(
                config.global().rootcadir(),
                new AuthorityKeysFile(config.state().directory()));
    }

    /** Selects the roots of the files that are trusted. */
    AcceptedRoots accepted(List<RootFile> files) throws IOException {
        return AcceptedRoots.of(anchors(files), keys.read());
    }

    private static List<Gid> anchors(List<RootFile> files) {
        return files.stream().flatMap(file -> file.anchors().stream()).toList();
    }

    /**
     * Roots that are trusted now.
     *
     * @param file where they are
     * @param problems a sentence for each certificate that was left out
     */
    record Added(Path file, List<Gid> roots, List<String> problems) {}

    /** Its files; none if there is no such folder yet. */
    List<RootFile> files() throws IOException {
        try {
            return RootFile.all(folder);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /**
     * Trusts the certificates in a file that can be roots now, and says of the others why they cannot.
     *
     * @param source the file, for messages
     * @param name the file's name; made of the first one's URN if there is none
     */
    Added add(Path source, String text, Optional<String> name, Instant now) throws IOException, CertificateException {
        RootFile.requireNobodyElse(text);
        RootFile read = RootFile.of(source, text);
        List<String> problems = new ArrayList<>(read.problems());
        List<Gid> roots = new ArrayList<>();
        List<RootFile> known = files();
        for (Gid root : read.anchors()) {
            try {
                root.requireUsable(now);
                requireNew(root, known);
                roots.add(root);
            } catch (CertificateException e) {
                problems.add(e.getMessage());
            }
        }
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("nothing is changed: " + String.join("; ", problems));
        }
        Path file = folder.resolve(checked(name.orElseGet(() -> nameOf(roots.get(0)))) + ".pem");
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    file + " exists already: name another file with --name, or remove it first");
        }
        List<Gid> all = new ArrayList<>(anchors(known));
        all.addAll(roots);
        AcceptedRoots accepted = AcceptedRoots.of(all, keys.read());
        for (Gid root : roots) {
            String refusal = accepted.refused().get(root);
            if (refusal != null) {
                throw new IllegalArgumentException("nothing is changed: " + refusal);
            }
        }
        keys.change(recorded -> AcceptedRoots.of(all, recorded).keys());
        List<X509Certificate> certificates =
                roots.stream().map(Gid::certificate).toList();
        Files.createDirectories(folder);
        DurableFiles.write(file, Pem.certificates(certificates));
        return new Added(file, roots, problems);
    }

    private static void requireNew(Gid root, List<RootFile> known) throws CertificateException {
        for (RootFile file : known) {
            if (file.anchors().contains(root)) {
                throw new CertificateException(root.urn() + " is trusted already, by " + file.file());
            }
        }
    }

    /** Trusts what is in a file no longer. */
    RootFile remove(String name) throws IOException {
        String plain = checked(name);
        RootFile found = files().stream()
                .filter(file -> file.file().getFileName().toString().equals(plain + ".pem")
                        || file.file().getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no file '" + Printable.lines(name) + "' of roots in " + folder));
        Files.delete(found.file());
        return found;
    }

    private static String nameOf(Gid root) {
        return root.urn().authority().replace(':', '_');
    }

    private static String checked(String name) {
        String plain = name.endsWith(".pem") ? name.substring(0, name.length() - 4) : name;
        if (!plain.matches(NAME)) {
            throw new IllegalArgumentException("'" + Printable.lines(name)
                    + "' is no name for a file of roots: letters, digits, '.', - and _, the first a letter or digit");
        }
        return plain;
    }
}
