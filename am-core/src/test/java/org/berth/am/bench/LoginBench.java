package org.berth.am.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.berth.am.federation.TestTls;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.Urn;

/** From Allocate to the first login in each container, beside what the bare engine takes for as many. */
final class LoginBench {
    /** So many calls at a time gave the bare engine its best throughput. */
    private static final int SIDE_BY_SIDE = 4;

    private static final int ROUNDS = 3;
    private static final Pattern LOGIN_PORT = Pattern.compile("&lt;login [^&]*port=.(\\d+)");

    private final String engine = MachineEngine.dockerHost();
    private final SshUser user;
    private final Experimenter alice = new Experimenter();
    private final ServedAm am;
    private final int firstPort;

    private LoginBench(Path home, int most) throws Exception {
        user = SshUser.make(home, "alice");
        firstPort = 26_000;
        am = ServedAm.start(
                home,
                alice.root(),
                List.of(
                        "[host1]",
                        "node_ipv4_hostname = 127.0.0.1",
                        "docker_host = " + engine,
                        "starting_ipv4_port = " + firstPort,
                        "max_containers = " + most));
    }

    /**
     * Measures and prints a table.
     *
     * @param numbers how many containers are asked for at once
     */
    static void run(Path folder, List<Integer> numbers, PrintStream out) throws Exception {
        int most = numbers.stream().mapToInt(Integer::intValue).max().orElse(1);
        LoginBench bench = new LoginBench(Files.createTempDirectory(folder, "logins"), most);
        out.println("| containers | engine alone, to the last greeting | Berth, to the last greeting | ratio"
                + " | Berth, to the last login by ssh |");
        out.println("|---|---|---|---|---|");
        try (Engine client = Engine.connect(bench.engine)) {
            for (int number : numbers) {
                Duration floor = Duration.ofDays(1);
                Duration greeted = Duration.ofDays(1);
                Duration login = Duration.ofDays(1);
                for (int round = 0; round < ROUNDS; round++) {
                    floor = least(floor, bench.floor(client, number));
                    List<Duration> berth = bench.berth("r" + number + "-" + round, number);
                    greeted = least(greeted, berth.get(0));
                    login = least(login, berth.get(1));
                }
                out.printf(
                        Locale.ROOT,
                        "| %d | %.2f s | %.2f s | %.2f | %.2f s |%n",
                        number,
                        seconds(floor),
                        seconds(greeted),
                        seconds(greeted) / seconds(floor),
                        seconds(login));
            }
        } finally {
            bench.am.close();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Creates and starts containers of the same image, each with sshd, until all have greeted. */
    private Duration floor(Engine client, int number) throws Exception {
        long begun = System.nanoTime();
        List<String> made = sideBySide(number, i -> {
            String id = FloorContainer.start(client, BaseImage.NAME, firstPort + i);
            awaitGreeting(firstPort + i);
            return id;
        });
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        sideBySide(number, i -> {
            FloorContainer.remove(client, made.get(i));
            return "";
        });
        return taken;
    }

    /** Allocate and Provision, until all containers have greeted and until a login in each has succeeded; then Delete. */
    private List<Duration> berth(String name, int number) throws Exception {
        Urn slice = BenchedAm.slice(name);
        byte[] allocate = alice.allocate(slice, number);
        byte[] provision = alice.provision(slice, user.publicKey());
        byte[] delete = alice.delete(slice);
        try (WireCalls calls = new WireCalls(TestTls.client(alice.user()), "127.0.0.1", am.port(), "/am/3.0", true)) {
            long begun = System.nanoTime();
            calls.succeed(allocate);
            List<Integer> ports = LOGIN_PORT
                    .matcher(calls.succeed(provision))
                    .results()
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
            if (ports.size() != number) {
                throw new IOException(ports.size() + " logins for " + number + " nodes");
            }
            for (int port : ports) {
                awaitGreeting(port);
            }
            Duration greeted = Duration.ofNanos(System.nanoTime() - begun);
            sideBySide(number, i -> {
                while (user.run("127.0.0.1", ports.get(i), "true").exitCode() != 0) {
                    Thread.onSpinWait();
                }
                return "";
            });
            Duration login = Duration.ofNanos(System.nanoTime() - begun);
            calls.succeed(delete);
            awaitNothingLeft(ports);
            return List.of(greeted, login);
        }
    }

    private static void awaitNothingLeft(List<Integer> ports) throws InterruptedException {
        for (int port : ports) {
            while (greets(port)) {
                Thread.sleep(10);
            }
        }
        Thread.sleep(2000); // the removal of the last one goes on for a moment
    }

    private static void awaitGreeting(int port) throws InterruptedException {
        while (!greets(port)) {
            Thread.sleep(5);
        }
    }

    private static boolean greets(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2000);
            return socket.getInputStream().readNBytes(4).length == 4;
        } catch (IOException e) {
            return false;
        }
    }

    private interface Step {
        String take(int number) throws Exception;
    }

    private static List<String> sideBySide(int number, Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<String>> all = IntStream.range(0, number)
                    .mapToObj(i -> threads.submit(() -> step.take(i)))
                    .toList();
            List<String> results = new ArrayList<>();
            for (Future<String> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
