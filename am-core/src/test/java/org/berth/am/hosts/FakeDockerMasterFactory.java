// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;

/** Hosts that only describe themselves, and do as they are told: answer, fail, hang. By the names of the hosts. */
public final class FakeDockerMasterFactory implements DockerMasterFactory {
    private final Map<String, MadeUp> byName = new ConcurrentHashMap<>();
    private final List<String> opened = new CopyOnWriteArrayList<>();

    /** One host, whoever speaks to it. */
    public MadeUp host(String name) {
        return byName.computeIfAbsent(name, MadeUp::new);
    }

    /** How hosts were reached, in order. */
    public List<String> opened() {
        return opened;
    }

    @Override
    public DockerMaster local(HostSettings settings) {
        if (settings.dockerHost().contains("broken")) {
            throw new UncheckedIOException(new IOException("the state of " + settings.name() + " cannot be written"));
        }
        opened.add(settings.name() + " at " + settings.dockerHost());
        host(settings.name()).takeStateDirectory();
        return host(settings.name()).master();
    }

    @Override
    public DockerMaster remote(String name, AgentAddress address, String agentKey, Optional<String> password) {
        opened.add(name + " at " + address + " key " + agentKey
                + password.map(word -> " password " + word).orElse(""));
        return host(name).master();
    }

    /** What it announces, and how it behaves. */
    public static final class MadeUp {
        private volatile HostDescription description;
        private volatile Optional<DockerMasterException> trouble = Optional.empty();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final List<Consumer<HostEvent>> listeners = new CopyOnWriteArrayList<>();
        private final List<PoolSettings> told = new CopyOnWriteArrayList<>();
        private final List<String> closed = new CopyOnWriteArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicBoolean stateDirectoryTaken = new AtomicBoolean();
        private volatile CountDownLatch closeGate = new CountDownLatch(0);
        private volatile boolean stubborn;

        MadeUp(String name) {
            description = description(name + ".example.org", 10);
        }

        static HostDescription description(String hostname, int slots) {
            return new HostDescription(
                    hostname,
                    12000,
                    slots,
                    Optional.of("2001:db8:1::/64"),
                    8L << 30,
                    4,
                    "made up 1",
                    List.of("debian:12"),
                    HostFacts.UNKNOWN);
        }

        /** Another DockerMaster of the same host. */
        public DockerMaster master() {
            InvocationHandler answers = (proxy, method, arguments) -> switch (method.getName()) {
                case "describe" -> describe();
                case "configure" -> {
                    configure((PoolSettings) arguments[0]);
                    yield null;
                }
                case "watch" -> watch(arguments[0]);
                case "close" -> {
                    close();
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "a made-up master";
            };
            return (DockerMaster) Proxy.newProxyInstance(
                    FakeDockerMasterFactory.class.getClassLoader(), new Class<?>[] {DockerMaster.class}, answers);
        }

        private void close() throws InterruptedException {
            if (closeGate.getCount() > 0) { // Else whoever is interrupted may close, too.
                closeGate.await();
            }
            closed.add("closed");
            stateDirectoryTaken.set(false);
        }

        private HostDescription describe() throws InterruptedException {
            looks.incrementAndGet();
            gate.await();
            trouble.ifPresent(e -> {
                throw e;
            });
            return description;
        }

        private void configure(PoolSettings pool) {
            if (stubborn) {
                throw new DockerMasterException(DockerMasterException.Kind.FAILED, "slivers live in the old prefix");
            }
            told.add(pool);
            description = description(
                    pool.hostname().orElse(description.hostname()), pool.slots().orElse(10));
        }

        @SuppressWarnings("unchecked") // by the declaration of DockerMaster.watch
        private EventStream watch(Object listener) {
            Consumer<HostEvent> added = (Consumer<HostEvent>) listener;
            listeners.add(added);
            return () -> listeners.remove(added);
        }

        public void fail(String message) {
            fail(DockerMasterException.Kind.UNREACHABLE, message);
        }

        void fail(DockerMasterException.Kind kind, String message) {
            trouble = Optional.of(new DockerMasterException(kind, message));
        }

        /** Says something else of itself from now on. */
        void announce(HostDescription other) {
            description = other;
        }

        public void recover() {
            trouble = Optional.empty();
            gate.countDown();
        }

        public void hang() {
            gate = new CountDownLatch(1);
        }

        void hangOnClose() {
            closeGate = new CountDownLatch(1);
        }

        void closeAtLast() {
            closeGate.countDown();
        }

        private void takeStateDirectory() {
            if (!stateDirectoryTaken.compareAndSet(false, true)) {
                throw new IllegalStateException("two DockerMasters work on one state directory");
            }
        }

        public void refuseSettings() {
            stubborn = true;
        }

        void upgradeEngine(String engine) {
            HostDescription now = description;
            description = new HostDescription(
                    now.hostname(),
                    now.firstPort(),
                    now.slots(),
                    now.ipv6Prefix(),
                    now.memoryBytes(),
                    now.cpus(),
                    engine,
                    now.images(),
                    now.facts());
        }

        public void withholdTypes(String reason) {
            HostDescription now = description;
            description = new HostDescription(
                    now.hostname(),
                    now.firstPort(),
                    now.slots(),
                    now.ipv6Prefix(),
                    now.memoryBytes(),
                    now.cpus(),
                    now.engine(),
                    now.images(),
                    now.facts(),
                    now.limits(),
                    Optional.of(reason));
        }

        void happen(HostEvent event) {
            listeners.forEach(listener -> listener.accept(event));
        }

        int looks() {
            return looks.get();
        }

        int listeners() {
            return listeners.size();
        }

        public List<PoolSettings> told() {
            return told;
        }

        public int timesClosed() {
            return closed.size();
        }
    }
}
