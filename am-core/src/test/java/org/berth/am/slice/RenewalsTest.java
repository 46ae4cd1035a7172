// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases end at the same hour for many, so they are renewed at the same hour. */
@Timeout(600)
class RenewalsTest {
    private static final int SLICES = 250;
    /** As many as the server has workers. */
    private static final int THREADS = 32;

    @TempDir
    Path directory;

    @Test
    void hundredsOfSlicesAreRenewedAtOnceWhileOthersReadAndLeasesEnd() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try (SlicesFixture am = new SlicesFixture(directory, new FakeDockerMaster(13000, SLICES + 1))) {
            // given, and one that nobody renews
            List<Urn> slices = IntStream.range(0, SLICES)
                    .mapToObj(i -> Urn.parse("urn:publicid:IDN+sa.example.org+slice+s" + i))
                    .toList();
            Stream.concat(slices.stream(), Stream.of(SlicesFixture.OTHER))
                    .forEach(slice -> am.slices.allocate(
                            Target.wholeSlice(slice),
                            SlicesFixture.REQUESTER,
                            SlicesFixture.request("n"),
                            Optional.empty()));
            slices.forEach(slice -> am.slices.provision(
                    Target.wholeSlice(slice), SlicesFixture.REQUESTER, Optional.empty(), List.of(), false));
            Instant end = SlicesFixture.START.plus(Duration.ofDays(9));
            List<Callable<List<SliverStatus>>> calls = new ArrayList<>();
            for (Urn slice : slices) {
                Target whole = Target.wholeSlice(slice);
                calls.add(() -> am.slices.renew(whole, SlicesFixture.REQUESTER, end, false, false));
                calls.add(() -> am.slices.status(whole));
            }

            // when
            List<Future<List<SliverStatus>>> answers = callers.invokeAll(calls);
            am.pass(Duration.ofMinutes(11));
            boolean first = am.leaseEnds.expire();
            boolean second = am.leaseEnds.expire();

            // then
            for (Future<List<SliverStatus>> answer : answers) {
                assertThat(answer.get()).hasSize(1);
            }
            assertThat(slices)
                    .allSatisfy(slice -> assertThat(am.slices.status(Target.wholeSlice(slice)))
                            .extracting(SliverStatus::expires)
                            .containsExactly(end));
            assertThat(first).isTrue();
            assertThat(second).isFalse();
        } finally {
            callers.shutdownNow();
        }
    }
}
