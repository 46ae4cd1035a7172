// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.config.AmConfig;
import org.berth.am.hosts.HostRegistry;
import org.berth.am.store.StoreException;
import org.berth.dockermaster.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reading the configuration anew while the AM runs: hosts and the AM's certificate change at once, the rest is said to need a restart. */
public final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final Supplier<AmConfig> files;
    private final HostRegistry hosts;
    private final Certificate certificate;
    private final AmConfig running;

    /** Reads the AM's own certificate anew, and returns what has changed, if anything has. */
    @FunctionalInterface
    public interface Certificate {
        Optional<String> reload() throws IOException;
    }

    /**
     * @param files reads them
     * @param running what the AM was started with
     */
    public Reload(Supplier<AmConfig> files, HostRegistry hosts, Certificate certificate, AmConfig running) {
        this.files = files;
        this.hosts = hosts;
        this.certificate = certificate;
        this.running = running;
    }

    /**
     * The outcome of a reload.
     *
     * @param changes the changes that were applied, a sentence each
     * @param afterRestart the keys whose new values only a restart applies, as {@code [section] key}
     * @param warnings of the configuration
     */
    record Outcome(List<String> changes, List<String> afterRestart, List<String> warnings) {}

    /**
     * Reads and applies; if anything is wrong, nothing changes.
     *
     * @throws ConfigException with all problems
     * @throws AdminRefusedException if a host cannot be opened, or the AM's own certificate not be used
     */
    synchronized Outcome run() {
        AmConfig config = files.get();
        List<String> afterRestart = new ArrayList<>(changedKeys(running.written(), config.written()));
        afterRestart.addAll(hosts.needRestart(config.hosts()));
        List<String> changes = new ArrayList<>(certificate());
        changes.addAll(hosts.reload(config.hosts()));
        log.info("configuration read anew: changes={} after-restart={}", changes, afterRestart);
        config.warnings().forEach(log::warn);
        return new Outcome(changes, List.copyOf(afterRestart), config.warnings());
    }

    private List<String> certificate() {
        try {
            return certificate.reload().stream().toList();
        } catch (IOException e) {
            throw new AdminRefusedException("the AM's own certificate: " + e.getMessage(), e);
        }
    }

    /** For nobody who waits for an answer. */
    public void runAndLog() {
        try {
            Outcome unused = run();
        } catch (ConfigException e) {
            e.problems().forEach(problem -> log.error("configuration not read anew: {}", problem));
        } catch (AdminRefusedException | StoreException e) {
            log.error("configuration not read anew: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("configuration not read anew", e);
        }
    }

    private static Set<String> changedKeys(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        Set<String> sections = new TreeSet<>(before.keySet());
        sections.addAll(after.keySet());
        Set<String> changed = new TreeSet<>();
        for (String section : sections) {
            Map<String, String> old = before.getOrDefault(section, Map.of());
            Map<String, String> now = after.getOrDefault(section, Map.of());
            Set<String> keys = new HashSet<>(old.keySet());
            keys.addAll(now.keySet());
            keys.stream()
                    .filter(key -> !old.getOrDefault(key, "").equals(now.getOrDefault(key, "")))
                    .forEach(key -> changed.add("[" + section + "] " + key));
        }
        return changed;
    }
}
