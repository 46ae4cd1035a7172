// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.net.PacketFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirewallWatchTest {
    private static final Optional<PacketFilter> WITH_CHAINS =
            filter("*filter", ":DOCKER -", "COMMIT", "*nat", ":DOCKER -", "-A PREROUTING -j DOCKER", "COMMIT");
    private static final Optional<PacketFilter> WITHOUT_CHAINS = filter("*filter", "COMMIT", "*nat", "COMMIT");
    private static final Optional<PacketFilter> UNREADABLE = Optional.empty();

    private final DockerMasterException noChain =
            new DockerMasterException(Kind.FAILED, "starting: iptables: No chain/target/match by that name.");

    private Optional<PacketFilter> rules = UNREADABLE;
    private int secured;
    private boolean secureFails;

    private final FirewallWatch watch =
            new FirewallWatch(this::secure, () -> rules.orElseThrow(() -> new IOException("no iptables-save")));

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void chainsThatWereSeenAreMissedUntilTheyAreBack() {
        assertThat(cannotStartAfter(WITH_CHAINS)).isEmpty();
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).get().asString().contains("systemctl restart docker");
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).isPresent();
        assertThat(cannotStartAfter(WITH_CHAINS)).isEmpty();
    }

    @Test
    void anEngineThatNeverHadChainsMissesNone() {
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).isEmpty();
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).isEmpty();
    }

    @Test
    void theEnginesWordCountsUntilTheRulesAreReadAgain() {
        // given rules without chains, which were read before anybody knew that the engine needs them
        cannotStartAfter(WITHOUT_CHAINS);

        // when
        watch.failed(noChain);

        // then
        assertThat(watch.cannotStart()).isPresent();
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).isPresent();
        assertThat(cannotStartAfter(WITH_CHAINS)).isEmpty();
    }

    @Test
    void chainsThatAreBackBeforeTheyWereMissedAreNotMissed() {
        // given
        cannotStartAfter(WITH_CHAINS);

        // when the engine missed them between two looks that see the same
        watch.failed(noChain);

        // then
        assertThat(watch.cannotStart()).isPresent();
        assertThat(cannotStartAfter(WITH_CHAINS)).isEmpty();
    }

    @Test
    void otherFailuresSayNothingOfTheRules() {
        cannotStartAfter(WITH_CHAINS);

        watch.failed(new DockerMasterException(Kind.FAILED, "no space left on device"));

        assertThat(watch.cannotStart()).isEmpty();
    }

    @Test
    void rulesThatCannotBeReadChangeNothing() {
        cannotStartAfter(WITH_CHAINS);

        assertThat(cannotStartAfter(UNREADABLE)).isEmpty();
        assertThat(cannotStartAfter(WITHOUT_CHAINS)).isPresent();
        assertThat(cannotStartAfter(UNREADABLE)).isPresent();
    }

    @Test
    void ownRulesAreSetAfterEachChangeUntilThatSucceeds() {
        // given
        cannotStartAfter(WITH_CHAINS);
        cannotStartAfter(WITH_CHAINS);
        assertThat(secured).isEqualTo(1);

        // when
        secureFails = true;
        cannotStartAfter(WITHOUT_CHAINS);
        cannotStartAfter(WITHOUT_CHAINS);
        secureFails = false;
        cannotStartAfter(WITHOUT_CHAINS);
        cannotStartAfter(WITHOUT_CHAINS);

        // then
        assertThat(secured).isEqualTo(4);
    }

    private Optional<String> cannotStartAfter(Optional<PacketFilter> seen) {
        rules = seen;
        watch.look();
        return watch.cannotStart();
    }

    private void secure() {
        secured++;
        if (secureFails) {
            throw new DockerMasterException(Kind.FAILED, "the rules cannot be set");
        }
    }

    private static Optional<PacketFilter> filter(String... rules) {
        return Optional.of(new PacketFilter(List.of(rules), List.of()));
    }
}
