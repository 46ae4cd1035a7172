// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.berth.am.federation.TestTls;
import org.berth.rspec.Urn;

/** What calls cost the server as its clients make them: TLS, XML-RPC, credentials and all. */
final class LoadBench {
    static final List<String> CALLS = List.of("GetVersion", "ListResources", "Status", "Allocate", "Delete");

    /** Slices asked about; few enough that their credentials are in the AM's cache, as an experimenter's are. */
    private static final int SLICES = 50;

    /** A Java that was just started compiles itself for a while, at the expense of the first calls. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final Duration WARM = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(6);

    private final Experimenter alice;
    private final SSLContext tls;
    private final MeasuredAm am;
    /** How many there are, for the table. */
    private final String slivers;

    /** Calls to be measured; empty: all. */
    private final Set<String> wanted;

    private final PrintStream out;

    private LoadBench(Experimenter alice, MeasuredAm am, String slivers, Set<String> wanted, PrintStream out) {
        this.alice = alice;
        this.tls = TestTls.client(alice.user());
        this.am = am;
        this.wanted = wanted;
        this.slivers = slivers;
        this.out = out;
    }

    /**
     * Measures and prints tables.
     *
     * @param folder on the disk that the store is to be on
     * @param sizes how many slivers there are
     * @param wanted calls to be measured; empty: all
     */
    static void run(Path folder, List<Integer> sizes, Set<String> wanted, PrintStream out) throws Exception {
        Experimenter alice = Experimenter.make();
        List<String> starts = new ArrayList<>();
        if (sizes.stream().anyMatch(slivers -> slivers < BenchedAm.SLIVERS_OF_SLICE)) {
            throw new IllegalArgumentException("there are at least " + BenchedAm.SLIVERS_OF_SLICE + " slivers");
        }
        heading(out);
        for (int slivers : sizes) {
            Path home = Files.createTempDirectory(folder, "am");
            try (FilledState state = FilledState.make(home.resolve("state"), slivers)) {
                ServedAm.start(home, alice.root(), List.of()).close(); // certificates, and the files in the page cache
                try (ServedAm am = ServedAm.start(home, alice.root(), List.of())) {
                    LoadBench bench = new LoadBench(alice, am.measured(), Integer.toString(slivers), wanted, out);
                    long before = am.cost().residentMebibytes();
                    bench.all(alice.slices("s", Math.min(SLICES, slivers / BenchedAm.SLIVERS_OF_SLICE)), SLICES);
                    starts.add("| " + slivers + " | " + state.agents().size() + " | "
                            + am.start().toMillis() + " ms | " + before + " MiB | "
                            + am.cost().residentMebibytes() + " MiB |");
                }
            }
        }
        out.println();
        out.println("| slivers | hosts | start to ready | resident then | resident after the load |");
        out.println("|---|---|---|---|---|");
        starts.forEach(out::println);
    }

    /** The same calls to an AM that runs already, with two slivers of its own for the time being. */
    static void ofPeer(Experimenter alice, MeasuredAm am, Set<String> wanted, PrintStream out) throws Exception {
        LoadBench bench = new LoadBench(alice, am, "2 and the peer's", wanted, out);
        List<Urn> slices = alice.slices("peer", 2);
        List<byte[]> allocates =
                slices.stream().map(slice -> alice.allocate(slice, 1)).toList();
        List<byte[]> deletes = slices.stream().map(alice::delete).toList();
        heading(out);
        try {
            bench.each(1, false, List.of(allocates));
            bench.all(slices, 1);
        } finally {
            bench.each(1, false, List.of(deletes));
        }
    }

    private static void heading(PrintStream out) {
        out.println("| call | slivers | clients | TLS connection | server CPU per call | calls per second |");
        out.println("|---|---|---|---|---|---|");
    }

    /**
     * @param slices with slivers, to ask about
     * @param toAllocate in how many slices each client allocates before the first is deleted
     */
    private void all(List<Urn> slices, int toAllocate) throws Exception {
        List<byte[]> mixed = Stream.of(
                        slices.stream().map(alice::status), slices.stream().map(alice::listResources))
                .flatMap(calls -> calls)
                .toList();
        load(8, false, mixed, WARM_UP);
        for (boolean keep : List.of(false, true)) {
            for (int clients : List.of(1, 8)) {
                same("GetVersion", clients, keep, slices, slice -> alice.getVersion());
                same("ListResources", clients, keep, slices, alice::listResources);
                same("Status", clients, keep, slices, alice::status);
                comingAndGoing(clients, keep, toAllocate);
            }
        }
        if (wants("Status")) {
            List<byte[]> unseen = IntStream.range(0, 1000)
                    .mapToObj(i -> alice.statusWithNewCredential(slices.get(i % slices.size())))
                    .toList();
            each("Status, credential not seen before", 1, true, List.of(unseen));
        }
    }

    private boolean wants(String call) {
        return wanted.isEmpty() || wanted.contains(call);
    }

    private void same(String call, int clients, boolean keep, List<Urn> slices, Function<Urn, byte[]> bytes)
            throws Exception {
        if (!wants(call)) {
            return;
        }
        List<byte[]> bodies = slices.stream().map(bytes).toList();
        load(clients, keep, bodies, WARM);
        Duration before = am.processorTime();
        long begun = System.nanoTime();
        int calls = load(clients, keep, bodies, MEASURED);
        row(call, clients, keep, calls, am.processorTime().minus(before), System.nanoTime() - begun);
    }

    /** Calls these in turn until the time is over. */
    private int load(int clients, boolean keep, List<byte[]> bodies, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        return clients(clients, client -> {
            int calls = 0;
            try (WireCalls calling = am.calls(tls, keep)) {
                while (System.nanoTime() < end) {
                    calling.succeed(bodies.get((client + calls) % bodies.size()));
                    calls++;
                }
            }
            return calls;
        });
    }

    /** Each client allocates one sliver in each of its slices, then all of them are deleted, and so on. */
    private void comingAndGoing(int clients, boolean keep, int toAllocate) throws Exception {
        if (!wants("Allocate") && !wants("Delete")) {
            return;
        }
        List<List<byte[]>> allocates = new ArrayList<>();
        List<List<byte[]>> deletes = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            List<Urn> slices = alice.slices("new" + client + "-", toAllocate);
            allocates.add(slices.stream().map(slice -> alice.allocate(slice, 1)).toList());
            deletes.add(slices.stream().map(alice::delete).toList());
        }
        turns(clients, keep, allocates, deletes, WARM, false);
        turns(clients, keep, allocates, deletes, MEASURED, true);
    }

    private void turns(
            int clients,
            boolean keep,
            List<List<byte[]>> allocates,
            List<List<byte[]>> deletes,
            Duration time,
            boolean tell)
            throws Exception {
        Duration[] used = {Duration.ZERO, Duration.ZERO};
        long[] nanos = new long[2];
        int calls = 0;
        while (nanos[0] + nanos[1] < time.toNanos()) {
            for (int which = 0; which < 2; which++) {
                Duration before = am.processorTime();
                long begun = System.nanoTime();
                calls += each(clients, keep, which == 0 ? allocates : deletes);
                nanos[which] += System.nanoTime() - begun;
                used[which] = used[which].plus(am.processorTime().minus(before));
            }
        }
        if (tell) {
            row("Allocate", clients, keep, calls / 2, used[0], nanos[0]);
            row("Delete", clients, keep, calls / 2, used[1], nanos[1]);
        }
    }

    private void each(String call, int clients, boolean keep, List<List<byte[]>> bodies) throws Exception {
        Duration before = am.processorTime();
        long begun = System.nanoTime();
        int calls = each(clients, keep, bodies);
        row(call, clients, keep, calls, am.processorTime().minus(before), System.nanoTime() - begun);
    }

    /** Each client makes its calls once. */
    private int each(int clients, boolean keep, List<List<byte[]>> bodies) throws Exception {
        return clients(clients, client -> {
            try (WireCalls calling = am.calls(tls, keep)) {
                for (byte[] body : bodies.get(client)) {
                    calling.succeed(body);
                }
            }
            return bodies.get(client).size();
        });
    }

    /** What a client does. */
    private interface Client {
        /** @return how many calls it made */
        int run(int number) throws IOException;
    }

    private static int clients(int count, Client client) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Integer>> all = IntStream.range(0, count)
                    .mapToObj(number -> threads.submit(() -> client.run(number)))
                    .toList();
            int calls = 0;
            for (Future<Integer> one : all) {
                calls += one.get();
            }
            return calls;
        } finally {
            threads.shutdownNow();
        }
    }

    private void row(String call, int clients, boolean keep, int calls, Duration used, long nanos) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %s | %s | %.0f |%n",
                call,
                slivers,
                clients,
                keep ? "kept" : "new",
                am.each(used, calls),
                calls / (nanos / 1e9));
    }
}
