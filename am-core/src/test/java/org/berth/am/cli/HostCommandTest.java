// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.admin.HostControl;
import org.berth.am.admin.HostReport;
import org.berth.am.admin.Reload;
import org.berth.am.base.ExitCodes;
import org.berth.am.hosts.Host;
import org.berth.am.store.SliverRow;
import org.berth.am.work.OverdueWork;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code berth host} and {@code berth reload} against an AM's control socket, with hosts that are made up. */
class HostCommandTest extends ControlSocketFixture {
    private Reload reload;

    @BeforeEach
    void offerHosts() {
        reload = new Reload(this::load, registry, Optional::empty, config);
        HostReport report = new HostReport(
                store,
                Urn.parse("urn:publicid:IDN+am.example.org+authority+am"),
                config.sliverTypes(),
                new OverdueWork(store, registry.hosts(), Clock.systemUTC()),
                master -> Optional.of(Instant.parse("2030-01-01T00:00:00Z")));
        new HostControl(registry, report, (host, reason) -> 2, name -> "berth1-token-of-" + name, reload)
                .offerOn(control);
    }

    @Test
    void hostsAreListed() throws Exception {
        // given
        masters.host("host1").fail("no route to host");
        await().until(() -> {
            host("host1").refresh();
            return !host("host1").available();
        });
        // when
        int code = berth("host", "list");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith("NAME ")
                .containsPattern(
                        "host1 +unreachable +0 of 3 +\\(this machine\\) +host host1 has not been reachable since"
                                + " .*: no route to host");
        JsonNode json = json("host", "list", "--json");
        assertThat(json.findValuesAsText("urn")).containsExactly("urn:publicid:IDN+am.example.org+node+host1");
    }

    @Test
    void typesThatAHostDoesNotOfferAreListedWithTheCommandThatMendsIt() {
        // given
        masters.host("host1").withholdTypes("no nft; apt-get install nftables");
        host("host1").refresh();

        // when
        berth("host", "list");
        berth("host", "show", "host1");

        // then
        assertThat(out.toString())
                .contains("does not offer docker-container-with-tunnel: no nft; apt-get install nftables")
                .containsPattern("not offered +docker-container-with-tunnel: no nft; apt-get install nftables");
    }

    @Test
    void aHostIsAddedAndSaysWhatToDoNext() throws Exception {
        // when
        int code = berth(
                "host",
                "add",
                "host2",
                "--address",
                "192.0.2.2",
                "--country",
                "be",
                "--latitude",
                "51",
                "--longitude",
                "3",
                "--memory",
                "2G",
                "--cpus",
                "1.5",
                "--exclusive",
                "yes",
                "--max-containers",
                "4");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("added host2; to enrol its agent, type: berth host enroll host2");
        JsonNode json = json("host", "show", "--json", "host2");
        assertThat(json.path("address").asText()).isEqualTo("192.0.2.2:11999");
        assertThat(json.path("memoryBytes").asLong()).isEqualTo(2L << 30);
        assertThat(json.path("millicpus").asInt()).isEqualTo(1500);
        assertThat(json.path("exclusive").asBoolean()).isTrue();
        assertThat(json.at("/location/country").asText()).isEqualTo("BE");
        // when it moves, the rest stays as it was said
        assertThat(berth("host", "add", "host2", "--address", "192.0.2.7:12001"))
                .isZero();
        // then
        JsonNode moved = json("host", "show", "--json", "host2");
        assertThat(moved.path("address").asText()).isEqualTo("192.0.2.7:12001");
        assertThat(moved.path("exclusive").asBoolean()).isTrue();
        assertThat(host("host2").plan().pool().slots()).hasValue(4);
    }

    @Test
    void aPasswordComesOutOfAFileIsSaidToTheAgentAndShownToNobody() throws Exception {
        // given
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        // when
        int code = berth("host", "add", "host2", "--address", "192.0.2.2", "--password-file", secret.toString());
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(host("host2").plan().password()).contains("s3cret");
        assertThat(json("host", "show", "--json", "host2").path("hasPassword").asBoolean())
                .isTrue();
        berth("host", "show", "host2");
        assertThat(out.toString()).containsPattern("password +yes").doesNotContain("s3cret");
        // when something else is changed, it stays
        berth("host", "add", "host2", "--max-containers", "4");
        assertThat(host("host2").plan().password()).contains("s3cret");
        // when the file is empty, there is none
        Files.writeString(secret, "");
        berth("host", "add", "host2", "--password-file", secret.toString());
        assertThat(host("host2").plan().password()).isEmpty();
    }

    @Test
    void aFileThatHoldsNoPasswordIsRefusedWithoutRepeatingIt() throws Exception {
        for (String text : List.of("two words", "two\nlines\n", ";comment", "x".repeat(201), "\0", "gr\u00fcn")) {
            // given
            Path secret = Files.writeString(directory.resolve("secret"), text);
            // when
            String refusal = refusal("host", "add", "host2", "--password-file", secret.toString());
            // then
            assertThat(refusal)
                    .startsWith("berth: --password-file " + secret + " has to hold one line")
                    .doesNotContain(text);
        }
        assertThat(refusal("host", "add", "host2", "--password-file", "/no/such/file"))
                .contains("/no/such/file cannot be read");
        assertThat(registry.hosts().named("host2")).isEmpty();
    }

    @Test
    void enrollAddsTheHostAndPrintsWhatToTypeThere() {
        // when
        int code = berth("host", "enroll", "host2");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("On the machine that is to be host2, within an hour, type:")
                .contains("  berth agent enroll berth1-token-of-host2");
        assertThat(registry.hosts().named("host2")).isPresent();
        assertThat(berth("host", "enroll", "host1")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("berth: host host1 is on this machine and has no agent");
    }

    @Test
    void allThatIsKnownOfAHostIsShown() {
        // when
        int code = berth("host", "show", "host1");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("URN +urn:publicid:IDN\\+am.example.org\\+node\\+host1")
                .containsPattern("state +available")
                .containsPattern("said in +" + file + ":7")
                .containsPattern("certificate +until 2030-01-01T00:00:00Z")
                .containsPattern("slivers +0 of 3")
                .containsPattern("memory +8192 MiB")
                .containsPattern("CPUs +4.0")
                .containsPattern("ssh ports +12000 to 12002")
                .containsPattern("IPv6 prefix +2001:db8:1::/64")
                .containsPattern("engine +made up 1");
    }

    @Test
    void sliversWhoseWorkIsStuckAreShownWithReasonAndTime() throws Exception {
        // given
        Instant asked = Instant.parse("2026-01-01T00:00:00Z");
        store.write(tables -> {
            tables.slivers().insert(deletedSliver("s1", "host1"));
            tables.work().add("s1", "CLEAR", asked);
            tables.work().retryAt("s1", asked.plusSeconds(60), "removing the container: busy\u001b[31m", true);
            return true;
        });

        // when
        int code = berth("host", "show", "host1");

        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("stuck +urn:publicid:IDN\\+a\\+sliver\\+s1: remove, asked for at 2026-01-01T00:00:00Z,"
                        + " tried 1 time: removing the container: busy")
                .containsPattern(
                        "trouble +host host1 has overdue work for 1 sliver, the oldest asked for at 2026-01-01")
                .doesNotContain("\u001b");
        JsonNode stuck = json("host", "show", "--json", "host1").at("/stuck/0");
        assertThat(stuck.path("sliver").asText()).isEqualTo("urn:publicid:IDN+a+sliver+s1");
        assertThat(stuck.path("since").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(stuck.path("step").asText()).isEqualTo("remove");
        assertThat(stuck.path("reason").asText()).startsWith("removing the container: busy");
        berth("host", "list");
        assertThat(out.toString()).contains("overdue work for 1 sliver");
    }

    private static SliverRow deletedSliver(String id, String host) {
        Instant expires = Instant.parse("2026-01-01T00:00:00Z");
        return new SliverRow(
                new SliverRow.Place(
                        id,
                        "urn:publicid:IDN+a+sliver+" + id,
                        "slice",
                        1,
                        0,
                        "node",
                        "docker-container",
                        "",
                        host,
                        12000,
                        "02:00:00:00:00:01",
                        Optional.empty(),
                        0,
                        0),
                new SliverRow.Lease("UNALLOCATED", expires, Optional.empty()),
                new SliverRow.Wish("ABSENT", "PENDING_ALLOCATION", 1, 0, 0),
                new SliverRow.Done(1, 0, 0, 0, true, true),
                List.of(),
                expires,
                0);
    }

    @Test
    void aHostIsDrainedAndResumed() {
        // when
        int code = berth("host", "drain", "host1");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("drained host1; it has no slivers");
        assertThat(host("host1").accepts()).isFalse();
        assertThat(berth("host", "resume", "host1")).isZero();
        assertThat(host("host1").accepts()).isTrue();
    }

    @Test
    void aHostIsRemovedAndByForceItsSliversFail() {
        // given
        berth("host", "add", "host2");
        // when
        int code = berth("host", "remove", "--force", "host2");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).endsWith("removed host2; failed 2 slivers" + System.lineSeparator());
        assertThat(registry.hosts().named("host2")).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        // when
        int code = berth("host", "remove", "host1");
        // then
        assertThat(code).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString().strip())
                .isEqualTo("berth: host host1 stands in " + file
                        + ":7: delete its section there, then type: berth reload");
        assertThat(refusal("host", "show", "host9")).isEqualTo("berth: there is no host 'host9'; there are host1");
        assertThat(refusal("host", "add", "host2", "--address", "a b"))
                .startsWith("berth: 'a b' is no agent's address: write HOST:PORT");
        assertThat(refusal("host", "add", "host2", "--latitude", "91"))
                .startsWith("berth: host host2: latitude = 91 is wrong: it has to be a number from -90");
        assertThat(refusal("host", "add", "two hosts")).contains("'two hosts'");
        assertThat(registry.hosts().named("host2")).isEmpty();
    }

    @Test
    void reloadAppliesHostsAndListsWhatNeedsARestart() throws Exception {
        // given
        configure(
                "[host1]",
                "max_containers = 5",
                "[host2]",
                "dockermaster_pyro4_host = 192.0.2.2",
                "[leases]",
                "max_days = 3");
        // when
        int code = berth("reload");
        // then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly("changed host1", "added host2", "needs a restart of the AM: [leases] max_days");
        await().until(() -> host("host1").description().orElseThrow().slots() == 5);
        assertThat(berth("reload")).isZero();
        assertThat(out.toString()).contains("No host has changed.");
    }

    @Test
    void aConfigurationWithMistakesChangesNothingAndAllAreListed() throws Exception {
        // given
        configure("[host2]", "max_containers = 0", "[leases]", "max_days = many");
        // when
        int code = berth("reload");
        // then
        assertThat(code).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString())
                .contains(file + ":8: max_containers = 0 is wrong")
                .contains(file + ":10: max_days = many is wrong");
        reload.runAndLog();
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("host1");
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (String command : List.of("list", "show", "add", "enroll", "drain", "resume", "remove")) {
            assertThat(berth("host", command, "--help")).isZero();
            assertThat(out.toString()).contains("Examples:").contains("  berth host " + command);
            out.getBuffer().setLength(0);
        }
    }
}
