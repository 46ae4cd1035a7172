package org.berth.am.auth;

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

    private final Path folder;
    private final Optional<DenyListFile> denied;
    private final Audit audit;
    private final ScheduledExecutorService poller;

    /** As they were when last looked at; contents are compared, since times and sizes miss quick changes. */
    private Map<Path, RootFile> files = Map.of();

    private boolean folderMissing;
    private volatile TrustAnchors anchors = TrustAnchors.of(0, List.of());

    private TrustedRoots(Path folder, Optional<DenyListFile> denied, Audit audit) {
        this.folder = folder;
        this.denied = denied;
        this.audit = audit;
        this.poller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "trusted-roots");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Reads the folder, which may not exist yet, and watches it until closed. Nobody is denied. */
    public static TrustedRoots open(Path folder) {
        return open(new TrustedRoots(folder, Optional.empty(), Audit.NONE), folder);
    }

    /**
     * Reads the folder, which may not exist yet, and watches it and the deny-list until closed.
     *
     * @param audit where changes are kept, what there is at first too
     */
    public static TrustedRoots open(Path folder, DenyListFile denied, Audit audit) {
        return open(new TrustedRoots(folder, Optional.of(denied), audit), folder);
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
            String text = RootFile.text(file);
            RootFile before = files.get(file);
            boolean same = before != null && before.text().equals(text);
            found.put(file, same ? before : read(file, text));
        }
        DenyList kept = denied.map(DenyListFile::refresh).orElse(DenyList.EMPTY);
        boolean rootsChanged = !found.equals(files);
        if (rootsChanged || !kept.equals(anchors.denied())) {
            files = found;
            TrustAnchors before = anchors;
            anchors = TrustAnchors.of(
                    anchors.version() + 1,
                    found.values().stream()
                            .flatMap(file -> file.anchors().stream())
                            .toList(),
                    kept);
            audit.write("trust", anchors.changesSince(before));
        }
        if (rootsChanged) {
            LOG.info("trusted roots changed: {} certificates from {} files", anchors.size(), found.size());
        }
    }

    private List<Path> list() {
        try {
            List<Path> found = RootFile.candidates(folder);
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

    private static RootFile read(Path file, String text) {
        RootFile read = RootFile.of(file, text);
        read.problems().forEach(LOG::warn);
        return read;
    }
}
