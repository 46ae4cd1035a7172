// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An AM in other hands: the host does not give more than its own configuration allows. */
class HostLimitsTest {
    private static final HostLimits LIMITS = new HostLimits(
            Optional.of(List.of("small", "tunnel")),
            Optional.of(List.of("NET_ADMIN")),
            Optional.of(List.of("/dev/net/tun")),
            Optional.of(List.of("debian:12")),
            30,
            OptionalLong.of(1L << 30),
            OptionalDouble.of(2));

    @TempDir
    private Path folder;

    private static ContainerType type(
            String name, OptionalLong memory, OptionalDouble cpus, List<String> capabilities, List<String> devices) {
        return new ContainerType(name, memory, cpus, OptionalLong.empty(), capabilities, devices);
    }

    private static ContainerType small(List<String> capabilities, List<String> devices) {
        return type("small", OptionalLong.of(1L << 30), OptionalDouble.of(2), capabilities, devices);
    }

    @Test
    void whatIsWithinTheLimitsIsMade() {
        assertThat(LIMITS.refusal(small(List.of("NET_ADMIN"), List.of("/dev/net/tun")), "debian:12"))
                .isEmpty();
        assertThat(LIMITS.refusal(small(List.of(), List.of()), "")).isEmpty();
        assertThat(HostLimits.NONE.refusal(small(List.of("SYS_ADMIN"), List.of("/dev/sda")), "any:1"))
                .isEmpty();
    }

    @Test
    void whatIsBeyondALimitIsRefusedWithValueAndLimit() {
        assertThat(LIMITS.refusal(small(List.of("SYS_ADMIN"), List.of()), ""))
                .contains("allows no capability 'SYS_ADMIN' by [limits] of its own configuration, only NET_ADMIN");
        assertThat(LIMITS.refusal(small(List.of(), List.of("/dev/sda")), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("device '/dev/sda'"));
        assertThat(LIMITS.refusal(small(List.of(), List.of()), "billing-db:7"))
                .hasValueSatisfying(text -> assertThat(text).contains("image 'billing-db:7'"));
        assertThat(LIMITS.refusal(type("huge", OptionalLong.empty(), OptionalDouble.empty(), List.of(), List.of()), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("sliver_type 'huge'"));
        assertThat(LIMITS.refusal(
                        type("small", OptionalLong.of(1L << 31), OptionalDouble.of(1), List.of(), List.of()), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("memory up to 1073741824.00"));
        assertThat(LIMITS.refusal(type("small", OptionalLong.of(1), OptionalDouble.empty(), List.of(), List.of()), ""))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("cpus up to 2.00").contains("no limit"));
    }

    @Test
    void typeThatIsUnlimitedIsRefusedAndOneThatSaysNoMemoryGetsWhatTheHostGives() {
        OptionalLong unlimited = OptionalLong.of(ContainerType.UNLIMITED);

        assertThat(LIMITS.refusal(type("small", unlimited, OptionalDouble.of(1), List.of(), List.of()), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("memory up to", "no limit"));
        assertThat(LIMITS.refusal(type("small", OptionalLong.empty(), OptionalDouble.of(0), List.of(), List.of()), ""))
                .hasValueSatisfying(text -> assertThat(text).contains("cpus up to 2.00", "no limit"));
        assertThat(LIMITS.refusal(type("small", OptionalLong.empty(), OptionalDouble.of(1), List.of(), List.of()), ""))
                .isEmpty();
    }

    @Test
    void hostRefusesWhatItsLimitsDoNotAllowWhateverItsAmAsks() {
        // given
        HostSettings settings = new HostSettings(
                "one",
                20,
                20_000,
                "one.example.org",
                Optional.empty(),
                "unix:///nowhere",
                Optional.empty(),
                folder,
                LIMITS);
        SliverSpec spec = new SliverSpec(
                "am",
                "urn:publicid:IDN+example.org+sliver+6f3b",
                "urn:publicid:IDN+example.org+slice+one",
                "node",
                small(List.of("SYS_ADMIN"), List.of()),
                "",
                1,
                new Endpoint(20_000, "02:00:00:00:00:01", Optional.empty()),
                List.of(),
                0);
        PoolSettings tooMany =
                new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(31), Optional.empty());

        // when
        try (LocalDockerMaster host = LocalDockerMaster.open(settings, Clock.systemUTC())) {
            // then
            refused(() -> host.reserve(spec), "this host allows no capability 'SYS_ADMIN'");
            refused(() -> host.create(spec), "this host allows no capability 'SYS_ADMIN'");
            assertThatThrownBy(() -> host.configure(tooMany))
                    .hasMessageContaining("max_containers 31 is more than the 30 that [limits]");
        }
    }

    private static void refused(Runnable call, String reason) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                .hasMessageContaining(reason);
    }
}
