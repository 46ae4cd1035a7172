package org.berth.am.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.berth.am.federation.TestTls;
import org.berth.rspec.Urn;

/** What calls cost the server as its clients make them: TLS, XML-RPC, credentials and all. */
final class LoadBench {
    /** Slices asked about; few enough that their credentials are in the AM's cache, as an experimenter's are. */
    private static final int SLICES = 50;

    private static final Duration WARM = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(6);

    private final Experimenter alice;
    private final SSLContext tls;
    private final ServedAm am;
    private final int slivers;
    private final PrintStream out;

    private LoadBench(Experimenter alice, ServedAm am, int slivers, PrintStream out) {
        this.alice = alice;
        this.tls = TestTls.client(alice.user());
        this.am = am;
        this.slivers = slivers;
        this.out = out;
    }

    /**
     * Measures and prints tables.
     *
     * @param folder on the disk that the store is to be on
     * @param sizes how many slivers there are
     */
    static void run(Path folder, List<Integer> sizes, PrintStream out) throws Exception {
        Experimenter alice = new Experimenter();
        List<String> starts = new ArrayList<>();
        out.println("| call | slivers | clients | TLS connection | server CPU per call | calls per second |");
        out.println("|---|---|---|---|---|---|");
        for (int slivers : sizes) {
            Path home = Files.createTempDirectory(folder, "am");
            try (FilledState state = FilledState.make(home.resolve("state"), slivers)) {
                ServedAm.start(home, alice.root(), List.of()).close(); // certificates, and the files in the page cache
                try (ServedAm am = ServedAm.start(home, alice.root(), List.of())) {
                    LoadBench bench = new LoadBench(alice, am, slivers, out);
                    long before = am.cost().residentMebibytes();
                    bench.all();
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

    private void all() throws Exception {
        List<Urn> slices = Experimenter.slices("s", Math.min(SLICES, slivers / BenchedAm.SLIVERS_OF_SLICE));
        for (boolean keep : List.of(false, true)) {
            for (int clients : List.of(1, 8)) {
                same("GetVersion", clients, keep, slices, slice -> alice.getVersion());
                same("ListResources", clients, keep, slices, alice::listResources);
                same("Status", clients, keep, slices, alice::status);
                comingAndGoing(clients, keep);
            }
        }
        List<byte[]> unseen = IntStream.range(0, 1000)
                .mapToObj(i -> alice.statusWithNewCredential(slices.get(i % slices.size())))
                .toList();
        each("Status, credential not seen before", 1, true, List.of(unseen));
    }

    private void same(String call, int clients, boolean keep, List<Urn> slices, Function<Urn, byte[]> bytes)
            throws Exception {
        List<byte[]> bodies = slices.stream().map(bytes).toList();
        load(clients, keep, bodies, WARM);
        Duration before = am.cost().processorTime();
        long begun = System.nanoTime();
        int calls = load(clients, keep, bodies, MEASURED);
        row(call, clients, keep, calls, am.cost().processorTime().minus(before), System.nanoTime() - begun);
    }

    /** Calls these in turn until the time is over. */
    private int load(int clients, boolean keep, List<byte[]> bodies, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        return clients(clients, client -> {
            int calls = 0;
            try (WireCalls calling = new WireCalls(tls, "127.0.0.1", am.port(), "/am/3.0", keep)) {
                while (System.nanoTime() < end) {
                    calling.succeed(bodies.get((client + calls) % bodies.size()));
                    calls++;
                }
            }
            return calls;
        });
    }

    /** Each client allocates one sliver in each of its slices, then all of them are deleted, and so on. */
    private void comingAndGoing(int clients, boolean keep) throws Exception {
        List<List<byte[]>> allocates = new ArrayList<>();
        List<List<byte[]>> deletes = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            List<Urn> slices = Experimenter.slices("new" + client + "-", SLICES);
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
                Duration before = am.cost().processorTime();
                long begun = System.nanoTime();
                calls += each(clients, keep, which == 0 ? allocates : deletes);
                nanos[which] += System.nanoTime() - begun;
                used[which] = used[which].plus(am.cost().processorTime().minus(before));
            }
        }
        if (tell) {
            row("Allocate", clients, keep, calls / 2, used[0], nanos[0]);
            row("Delete", clients, keep, calls / 2, used[1], nanos[1]);
        }
    }

    private void each(String call, int clients, boolean keep, List<List<byte[]>> bodies) throws Exception {
        Duration before = am.cost().processorTime();
        long begun = System.nanoTime();
        int calls = each(clients, keep, bodies);
        row(call, clients, keep, calls, am.cost().processorTime().minus(before), System.nanoTime() - begun);
    }

    /** Each client makes its calls once. */
    private int each(int clients, boolean keep, List<List<byte[]>> bodies) throws Exception {
        return clients(clients, client -> {
            try (WireCalls calling = new WireCalls(tls, "127.0.0.1", am.port(), "/am/3.0", keep)) {
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
                "| %s | %d | %d | %s | %.2f ms | %.0f |%n",
                call,
                slivers,
                clients,
                keep ? "kept" : "new",
                used.toNanos() / 1e6 / calls,
                calls / (nanos / 1e9));
    }
}
