package org.berth.am.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of PEM files, each certificate in which is a trust anchor, and the deny-list. Their contents are read again
 * every two seconds, and a change takes effect without a restart.
 *
 * <p>What cannot be read gives no trust: a bad file is left out with one warning that names it, and a folder that is gone
 * leaves no anchors at all.
 */
public final class TrustedRoots implements Supplier<TrustAnchors>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedRoots.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int MAX_FILE_BYTES = 1 << 20;

    /** Written by gcf: all the other files of the folder in one. */
    private static final String GCF_CONCATENATION = "CATedCACerts.pem";

    private final Path folder;
    private final Optional<DenyListFile> denied;
    private final ScheduledExecutorService poller;
    private Map<Path, RootFile> files = Map.of();
    private boolean folderMissing;
    private volatile TrustAnchors anchors = TrustAnchors.of(0, List.of());

    /** A file as it was when last looked at; contents are compared, since times and sizes miss quick changes. */
    private record RootFile(String text, List<Gid> anchors) {}

    private TrustedRoots(Path folder, Optional<DenyListFile> denied) {
        this.folder = folder;
        this.denied = denied;
        this.poller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "trusted-roots");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Reads the folder, which may not exist yet, and watches it until closed. Nobody is denied. */
    public static TrustedRoots open(Path folder) {
        return open(new TrustedRoots(folder, Optional.empty()), folder);
    }

    /** Reads the folder, which may not exist yet, and watches it and the deny-list until closed. */
    public static TrustedRoots open(Path folder, DenyListFile denied) {
        return open(new TrustedRoots(folder, Optional.of(denied)), folder);
    }

    private static TrustedRoots open(TrustedRoots roots, Path folder) {
        roots.refresh();
        if (roots.get().size() == 0) {
            LOG.warn("no trusted root in {}: nobody can call until a PEM file is put there", folder);
        } else {
            LOG.info("{} trusted root certificates in {}", roots.get().size(), folder);
        }
        // Never fails: refreshQuietly logs what goes wrong.
        var unused = roots.poller.scheduleWithFixedDelay(
                roots::refreshQuietly, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
        return roots;
    }

    /** The anchors as of now. */
    @Override
    public TrustAnchors get() {
        return anchors;
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }

    private void refreshQuietly() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.error("the trusted roots in {} could not be read again", folder, e);
        }
    }

    /** Looks at the folder now. */
    synchronized void refresh() {
        Map<Path, RootFile> found = new HashMap<>();
        for (Path file : list()) {
            String text = read(file);
            RootFile before = files.get(file);
            boolean same = before != null && before.text().equals(text);
            found.put(file, same ? before : new RootFile(text, parse(file, text)));
        }
        DenyList kept = denied.map(DenyListFile::refresh).orElse(DenyList.EMPTY);
        boolean rootsChanged = !found.equals(files);
        if (rootsChanged || !kept.equals(anchors.denied())) {
            files = found;
            anchors = TrustAnchors.of(
                    anchors.version() + 1,
                    found.values().stream()
                            .flatMap(file -> file.anchors().stream())
                            .toList(),
                    kept);
        }
        if (rootsChanged) {
            LOG.info("trusted roots changed: {} certificates from {} files", anchors.size(), found.size());
        }
    }

    private List<Path> list() {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found =
                    entries.filter(TrustedRoots::isCandidate).sorted().toList();
            folderMissing = false;
            return found;
        } catch (IOException e) {
            if (!folderMissing) {
                LOG.warn("nobody is trusted: the folder {} cannot be read: {}", folder, e.toString());
            }
            folderMissing = true;
            return List.of();
        }
    }

    private static boolean isCandidate(Path file) {
        String name = file.getFileName().toString();
        return !name.equals(GCF_CONCATENATION)
                && !name.startsWith(".")
                && !name.toUpperCase(Locale.ROOT).startsWith("README")
                && Files.isRegularFile(file);
    }

    /** The file's contents; none when it cannot be read, which then counts as one more bad file. */
    private static String read(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return new String(input.readNBytes(MAX_FILE_BYTES + 1), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            LOG.debug("cannot read {}", file, e);
            return "";
        }
    }

    private static List<Gid> parse(Path file, String text) {
        if (text.isEmpty() || text.length() > MAX_FILE_BYTES) {
            LOG.warn("{} is left out: unreadable, empty, or more than {} bytes", file, MAX_FILE_BYTES);
            return List.of();
        }
        List<Gid> found = new ArrayList<>();
        try {
            for (X509Certificate certificate : PemCertificates.parseFile(text)) {
                addAnchor(file, certificate, found);
            }
            return found;
        } catch (CertificateException e) {
            LOG.warn("{} is left out: {}", file, e.getMessage());
            return List.of();
        }
    }

    private static void addAnchor(Path file, X509Certificate certificate, List<Gid> found) {
        try {
            Gid gid = Gid.of(certificate);
            if (!gid.mayIssue()) {
                throw new CertificateException(gid.urn()
                        + " is no certificate authority; an anchor needs CA:TRUE and a URN of type authority");
            }
            found.add(gid);
        } catch (CertificateException e) {
            LOG.warn("a certificate in {} is left out: {}", file, e.getMessage());
        }
    }
}
