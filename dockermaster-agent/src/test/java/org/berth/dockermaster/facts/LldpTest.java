// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.HostFacts.Neighbour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LldpTest {
    /** What lldpctl of lldpd 1.0 says where one interface hears one switch. */
    private static final String ONE = """
            {"lldp": {"interface": {"eth0": {"via": "LLDP", "rid": "1", "age": "6 days, 08:09:50",
              "chassis": {"switch1": {"id": {"type": "mac", "value": "10:0e:7e:00:00:01"}, "descr": "a switch",
                "capability": [{"type": "Bridge", "enabled": true}]}},
              "port": {"id": {"type": "ifname", "value": "ge-1/0/1"}, "descr": "host eth0", "ttl": "120"}}}}}
            """;

    /** And where there are several; the second switch has no name. */
    private static final String TWO = """
            {"lldp": {"interface": [
              {"eth0": {"chassis": {"switch1": {"id": {"type": "mac", "value": "10:0e:7e:00:00:01"}}},
                        "port": {"id": {"type": "ifname", "value": "ge-1/0/1"}}}},
              {"eth1": {"chassis": {"id": {"type": "mac", "value": "10:0e:7e:00:00:02"}},
                        "port": {"id": {"type": "mac", "value": "10:0e:7e:00:00:03"}}}}]}}
            """;

    @TempDir
    Path root;

    private MadeUpMachine machine;

    @BeforeEach
    void makeMachine() {
        machine = new MadeUpMachine(root);
    }

    @Test
    void oneSwitchIsTold() {
        machine.lldpctl(saying(ONE));

        assertThat(neighbours()).containsExactly(new Neighbour("eth0", "switch1", "ge-1/0/1"));
    }

    @Test
    void severalSwitchesAreToldAndNamelessOnesByTheirId() {
        machine.lldpctl(saying(TWO));

        assertThat(neighbours())
                .containsExactly(
                        new Neighbour("eth0", "switch1", "ge-1/0/1"),
                        new Neighbour("eth1", "10:0e:7e:00:00:02", "10:0e:7e:00:00:03"));
    }

    @Test
    void programIsAskedForJson() {
        machine.lldpctl("[ \"$*\" = '-f json' ] && " + saying(ONE));

        assertThat(neighbours()).hasSize(1);
    }

    @Test
    void whateverElseTheProgramSaysIsNoNeighbour() {
        for (String said : List.of(
                "",
                "{}",
                "{\"lldp\": {}}",
                "[1]",
                "no JSON",
                "{\"lldp\": {\"interface\": 3}}",
                "{\"lldp\": {\"interface\": [3, [], null]}}",
                "[".repeat(5_000))) {
            machine.clock.advance(Duration.ofMinutes(1));
            machine.lldpctl(saying(said));

            assertThat(neighbours()).as(said).isEmpty();
        }
    }

    @Test
    void neighbourOfOtherShapeIsToldWithoutWhatItDoesNotSay() {
        machine.lldpctl(saying("{\"lldp\": {\"interface\": {\"eth0\": {\"chassis\": [], \"port\": 3}}}}"));

        assertThat(neighbours()).containsExactly(new Neighbour("eth0", "", ""));
    }

    @Test
    void namesOfSwitchesAreCleaned() {
        machine.lldpctl(saying(ONE.replace("switch1", "sw\\u001b[2J\\u0000" + "x".repeat(1_000))));

        assertThat(neighbours())
                .singleElement()
                .satisfies(found ->
                        assertThat(found.system()).startsWith("sw?[2J?x").hasSize(256));
    }

    @Test
    void programThatNeverEndsTalkingIsNoNeighbour() {
        machine.lldpctl("exec yes");

        assertThat(neighbours()).isEmpty();
    }

    @Test
    void programThatDoesNotAnswerIsGivenUpAndKilled() {
        machine.lldpctl("exec sleep 86423");

        assertThat(neighbours()).isEmpty();
        await().until(() -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("86423")));
    }

    @Test
    void programIsAskedOnceAMinute() {
        // given
        machine.lldpctl(saying(ONE));
        neighbours();
        machine.lldpctl(saying(TWO));

        // when
        machine.clock.advance(Duration.ofSeconds(59));
        List<Neighbour> early = neighbours();
        machine.clock.advance(Duration.ofSeconds(1));
        List<Neighbour> later = neighbours();

        // then
        assertThat(early).hasSize(1);
        assertThat(later).hasSize(2);
    }

    @Test
    void clockThatWasSetBackDoesNotStopTheAsking() {
        // given
        machine.lldpctl(saying(ONE));
        neighbours();
        machine.lldpctl(saying(TWO));

        // when
        machine.clock.advance(Duration.ofDays(-1));

        // then
        assertThat(neighbours()).hasSize(2);
    }

    private List<Neighbour> neighbours() {
        return machine.facts().neighbours();
    }

    private static String saying(String text) {
        return "cat <<'END'\n" + text + "\nEND";
    }
}
