// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.berth.am.audit.Audit;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.am.auth.x509.Gid;
import org.berth.base.DaemonThreads;
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
    private static final Logger log = LoggerFactory.getLogger(TrustedRoots.class);
    private static final Duration POLL = Duration.ofSeconds(2);

    private final Path folder;
    private final Optional<DenyListFile> denied;
    private final Optional<AuthorityKeysFile> keysFile;
    private final Audit audit;
    private final ScheduledExecutorService poller;

    /** As they were when last looked at; contents are compared, since times and sizes miss quick changes. */
    private Map<Path, RootFile> files = Map.of();

    /** As read last, or as made of the folder where there is no file. */
    private AuthorityKeys known = AuthorityKeys.NONE;

    private boolean folderMissing;
    private boolean keysUnreadable;
    private volatile TrustAnchors anchors = TrustAnchors.of(0, List.of());

    private TrustedRoots(
            Path folder, Optional<DenyListFile> denied, Optional<AuthorityKeysFile> keysFile, Audit audit) {
        this.folder = folder;
        this.denied = denied;
        this.keysFile = keysFile;
        this.audit = audit;
        this.poller = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("trusted-roots"));
    }

    /** Reads the folder, which may not exist yet, and watches it until closed. Nobody is denied. */
    public static TrustedRoots open(Path folder) {
        return open(new TrustedRoots(folder, Optional.empty(), Optional.empty(), Audit.NONE), folder);
    }

    /**
     * Reads the folder, which may not exist yet, and watches it and the deny-list until closed.
     *
     * @param keys which keys authorities' names are known by; new ones are recorded there
     * @param audit where changes are kept, what there is at first too
     * @throws IOException with a sentence for the admin, if what is known of authorities' keys cannot be read
     */
    public static TrustedRoots open(Path folder, DenyListFile denied, AuthorityKeysFile keys, Audit audit)
            throws IOException {
        TrustedRoots roots = new TrustedRoots(folder, Optional.of(denied), Optional.of(keys), audit);
        roots.known = keys.read();
        return open(roots, folder);
    }

    private static TrustedRoots open(TrustedRoots roots, Path folder) {
        roots.refresh();
        if (roots.get().size() == 0) {
            log.warn("no trusted root in {}: nobody can call until a PEM file is put there", folder);
        } else {
            log.info("{} trusted root certificates in {}", roots.get().size(), folder);
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
            log.error("the trusted roots in {} could not be read again", folder, e);
        }
    }

    /** Looks at the folder now. */
    synchronized void refresh() {
        Map<Path, RootFile> found = new HashMap<>();
        for (Path file : list()) {
            String text = RootFile.text(file);
            RootFile before = files.get(file);
            boolean same = before != null && before.text().equals(text);
            found.put(file, same ? before : read(file, text));
        }
        DenyList kept = denied.map(DenyListFile::refresh).orElse(DenyList.EMPTY);
        boolean rootsChanged = !found.equals(files);
        AuthorityKeys before = known;
        known = keys();
        if (rootsChanged || !known.equals(before) || !kept.equals(anchors.denied())) {
            files = found;
            AcceptedRoots accepted = accept(found);
            TrustAnchors former = anchors;
            anchors = TrustAnchors.of(anchors.version() + 1, accepted, kept);
            audit.write("trust", anchors.changesSince(former));
            accepted.refused().values().forEach(log::error);
        }
        if (rootsChanged) {
            log.info("trusted roots changed: {} certificates from {} files", anchors.size(), found.size());
        }
    }

    /** Selects the roots that are trusted; names that are new are recorded. */
    private AcceptedRoots accept(Map<Path, RootFile> found) {
        List<Gid> roots = found.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(file -> file.getValue().anchors().stream())
                .toList();
        AcceptedRoots accepted = AcceptedRoots.of(roots, known);
        if (!accepted.keys().equals(known)) {
            try {
                known = keysFile.isPresent()
                        ? keysFile.get()
                                .change(recorded ->
                                        AcceptedRoots.of(roots, recorded).keys())
                        : accepted.keys();
            } catch (IOException e) {
                log.error("which authorities are known cannot be recorded: {}", e.toString());
            }
        }
        return accepted;
    }

    private AuthorityKeys keys() {
        try {
            AuthorityKeys read = keysFile.isPresent() ? keysFile.get().read() : known;
            keysUnreadable = false;
            return read;
        } catch (IOException e) {
            if (!keysUnreadable) {
                log.error("{}; what was known of authorities' keys holds", e.getMessage());
            }
            keysUnreadable = true;
            return known;
        }
    }

    private List<Path> list() {
        try {
            List<Path> found = RootFile.candidates(folder);
            folderMissing = false;
            return found;
        } catch (IOException e) {
            if (!folderMissing) {
                log.warn("nobody is trusted: the folder {} cannot be read: {}", folder, e.toString());
            }
            folderMissing = true;
            return List.of();
        }
    }

    private static RootFile read(Path file, String text) {
        RootFile read = RootFile.of(file, text);
        read.problems().forEach(log::warn);
        return read;
    }
}
