// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.berth.am.slice.Described;
import org.berth.am.sliver.SliverStatus;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Calls for one slice, while more or fewer others are there. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 5)
@Measurement(iterations = 5, time = 3)
public class SliceCalls {
    /** How the AM reaches its hosts. */
    public enum Way {
        /** By a call in its own process, as a local one. */
        IN_PROCESS,
        /** By gRPC over mutual TLS, each to an agent of its own. */
        OVER_TLS
    }

    /** Hosts and slivers. */
    @Param({"1/10", "200/20000"})
    public String size = "";

    @Param
    public Way way = Way.IN_PROCESS;

    private @Nullable BenchedHosts hosts;
    private @Nullable BenchedAm am;
    private @Nullable Path directory;

    /** Makes an AM of the wanted size. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        String[] hostsAndSlivers = size.split("/", -1);
        // On the disk that the checkout is on: a folder for temporary files may be in memory.
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "store");
        hosts = BenchedHosts.open(Integer.parseInt(hostsAndSlivers[0]), way);
        am = BenchedAm.open(directory, hosts.hosts(), hosts.masters(), Integer.parseInt(hostsAndSlivers[1]));
    }

    /** Ends the AM and its hosts, and removes its store. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        am().close();
        Objects.requireNonNull(hosts).close();
        Path store = Objects.requireNonNull(directory);
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(store);
    }

    /** AM API v3, Status. */
    @Benchmark
    public List<SliverStatus> status() {
        return am().status();
    }

    /** AM API v3, Describe. */
    @Benchmark
    public Described describe() {
        return am().describe();
    }

    /** AM API v3, Allocate and Delete. */
    @Benchmark
    public List<SliverStatus> allocateAndDelete() {
        return am().allocateAndDelete();
    }

    private BenchedAm am() {
        return Objects.requireNonNull(am);
    }
}
