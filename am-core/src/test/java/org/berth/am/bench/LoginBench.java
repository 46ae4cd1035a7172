// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
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
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Pattern LOGIN = Pattern.compile("&lt;login [^&]*");
    private static final Pattern ATTRIBUTE = Pattern.compile("(hostname|port|username)=.([^'\"&]*)");
    private static final int FLOOR_PORT = 26_000;

    private final String engine = MachineEngine.dockerHost();
    private final SshUser user;
    private final Experimenter alice;
    private final MeasuredAm am;
    private final PrintStream out;

    /** @param am whose containers are on this machine's engine */
    LoginBench(Path folder, Experimenter alice, MeasuredAm am, PrintStream out) throws IOException {
        this.user = SshUser.make(Files.createTempDirectory(folder, "logins"), "alice");
        this.alice = alice;
        this.am = am;
        this.out = out;
    }

    /**
     * Measures and prints a table.
     *
     * @param numbers how many containers are asked for at once
     */
    static void run(Path folder, List<Integer> numbers, PrintStream out) throws Exception {
        Experimenter alice = Experimenter.make();
        List<String> host = List.of(
                "[host1]",
                "node_ipv4_hostname = 127.0.0.1",
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = " + FLOOR_PORT,
                "max_containers = "
                        + numbers.stream().mapToInt(Integer::intValue).max().orElse(1));
        try (ServedAm served = ServedAm.start(Files.createTempDirectory(folder, "am"), alice.root(), host)) {
            new LoginBench(folder, alice, served.measured(), out).measure(numbers);
        }
    }

    /** Measures and prints a table. */
    void measure(List<Integer> numbers) throws Exception {
        out.println("| containers | engine alone, to the last greeting | the AM, to the last greeting | ratio"
                + " | the AM, to the last login by ssh |");
        out.println("|---|---|---|---|---|");
        try (Engine client = Engine.connect(engine)) {
            for (int number : numbers) {
                Duration floor = Duration.ofDays(1);
                Duration greeted = Duration.ofDays(1);
                Duration login = Duration.ofDays(1);
                for (int round = 0; round < ROUNDS; round++) {
                    floor = least(floor, floor(client, number));
                    List<Duration> taken = am(client, "r" + number + "-" + round, number);
                    greeted = least(greeted, taken.get(0));
                    login = least(login, taken.get(1));
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
        int others = running(client);
        long begun = System.nanoTime();
        List<String> made = sideBySide(number, i -> {
            String id = FloorContainer.start(client, BaseImage.NAME, FLOOR_PORT + i);
            awaitGreeting("127.0.0.1", FLOOR_PORT + i);
            return id;
        });
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        sideBySide(number, i -> {
            FloorContainer.remove(client, made.get(i));
            return "";
        });
        awaitRunning(client, others);
        return taken;
    }

    /** Where somebody can log in. */
    private record Login(String host, int port, String name) {
        static Login of(String element) {
            Map<String, String> attributes = ATTRIBUTE
                    .matcher(element)
                    .results()
                    .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
            return new Login(
                    attributes.getOrDefault("hostname", ""),
                    Integer.parseInt(attributes.getOrDefault("port", "22")),
                    attributes.getOrDefault("username", ""));
        }
    }

    /** Allocate and Provision, until all containers have greeted and until a login in each has succeeded; then Delete. */
    private List<Duration> am(Engine client, String name, int number) throws Exception {
        int others = running(client);
        Urn slice = alice.slices(name, 1).get(0);
        byte[] allocate = alice.allocate(slice, number);
        byte[] provision = alice.provision(slice, user.publicKey());
        byte[] delete = alice.delete(slice);
        try (WireCalls calls = am.calls(TestTls.client(alice.user()), true)) {
            long begun = System.nanoTime();
            calls.succeed(allocate);
            List<Login> logins = LOGIN.matcher(calls.succeed(provision))
                    .results()
                    .map(found -> Login.of(found.group()))
                    .toList();
            if (logins.size() != number) {
                throw new IOException(logins.size() + " logins for " + number + " nodes");
            }
            for (Login login : logins) {
                awaitGreeting(login.host(), login.port());
            }
            Duration greeted = Duration.ofNanos(System.nanoTime() - begun);
            sideBySide(number, i -> {
                Login login = logins.get(i);
                SshUser account = user.as(login.name());
                patiently("login on port " + login.port())
                        .until(() ->
                                account.run(login.host(), login.port(), "true").exitCode() == 0);
                return "";
            });
            Duration login = Duration.ofNanos(System.nanoTime() - begun);
            calls.succeed(delete);
            awaitRunning(client, others);
            return List.of(greeted, login);
        }
    }

    private static int running(Engine client) {
        return client.call(
                "counting containers",
                docker -> docker.listContainersCmd().withShowAll(true).exec().size());
    }

    /** The removal of the last one goes on for a moment after the call that asks for it. */
    private static void awaitRunning(Engine client, int number) {
        patiently("as many containers as before, since nothing else uses the engine")
                .until(() -> running(client) <= number);
    }

    private static void awaitGreeting(String host, int port) {
        patiently("greeting on port " + port).until(() -> greets(host, port));
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(BETWEEN_LOOKS)
                .pollInSameThread()
                .atMost(PATIENCE);
    }

    private static boolean greets(String host, int port) {
        try (Socket socket = new Socket(host, port)) {
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
