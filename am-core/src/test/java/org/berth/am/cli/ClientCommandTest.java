// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.client.FakeAm.array;
import static org.berth.am.client.FakeAm.reply;
import static org.berth.am.client.FakeAm.string;
import static org.berth.am.client.FakeAm.struct;
import static org.berth.am.client.FakeAm.success;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.AdvertisedNode;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.advertisement.OperationalStates;
import org.junit.jupiter.api.Test;

/** Requests and output of {@code berth client}. */
class ClientCommandTest extends ClientCommandFixture {
    @Test
    void getVersionTellsWhatTheAmIsWithoutACredential() {
        // given
        am.answers(
                "GetVersion",
                success(struct(
                        "urn",
                        string("urn:publicid:IDN+am+authority+am"),
                        "geni_am_type",
                        string("berth"),
                        "geni_am_code",
                        string("0.1.0"),
                        "geni_api_versions",
                        struct("2", string("https://am.example.org/am/2.0"), "3", string("https://am.example.org/")),
                        "geni_credential_types",
                        array(struct("geni_type", string("geni_sfa"), "geni_version", string("3"))))));
        // when
        int exit = client("getversion");
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "AM urn:publicid:IDN+am+authority+am",
                        "software berth 0.1.0",
                        "v2 https://am.example.org/am/2.0",
                        "v3 https://am.example.org/",
                        "credentials geni_sfa 3");
    }

    @Test
    void listIsATableOfHostsSliverTypesAndImages() throws Exception {
        // given
        String advertisement = Advertisement.of(
                Urn.parse("urn:publicid:IDN+am.example.org+authority+am"),
                Instant.EPOCH,
                new OperationalStates("geni_ready", List.of()),
                List.of(host("host1", true, 7), host("a-longer-name", false, 0)));
        am.answers("ListResources", success(string(advertisement)))
                .answers("ListResources", success(string(advertisement)));
        // when
        int exit = client("list");
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "HOST AVAILABLE FREE HARDWARE",
                        "host1 yes 7 docker_cluster, R430",
                        "a-longer-name no 0 docker_cluster, R430",
                        "",
                        "SLIVER TYPES, with the images of each",
                        "docker-container",
                        "berth-base:1");
        // when
        client("list", "--rspec");
        // then
        assertThat(out.toString()).contains("<rspec").contains("type_slots=\"7\"");
    }

    private static AdvertisedNode host(String name, boolean available, int free) {
        return new AdvertisedNode(
                name,
                available,
                false,
                free,
                List.of("R430"),
                List.of(new AdvertisedNode.SliverType(
                        "docker-container", List.of(new AdvertisedNode.Image("berth-base:1", "Linux", "", "")))),
                Optional.empty(),
                List.of(),
                List.of());
    }

    @Test
    void renewTakesHowLongFromNow() {
        // given
        am.answers("Renew", success(array(sliver("geni_ready", ""))));
        Instant before = Instant.now();
        // when
        int exit = client("renew", "+7d");
        // then
        assertThat(exit).isZero();
        Stream<Instant> sent = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                .matcher(am.requests().get(0))
                .results()
                .map(time -> Instant.parse(time.group()));
        Instant week = before.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS);
        assertThat(sent)
                .anySatisfy(
                        time -> assertThat(time).isBetween(week, Instant.now().plus(Duration.ofDays(7))));
    }

    @Test
    void toolSaysForWhomItSpeaksAndShowsThatItMay() throws Exception {
        // given
        am.answers("Status", status("geni_ready", ""));
        Path abac = Files.writeString(directory.resolve("abac.xml"), "<credential><type>abac</type></credential>");
        String alice = "urn:publicid:IDN+example.org+user+alice";
        // when
        int exit = client("status", "--speaking-for", alice, "--credential", abac.toString());
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(am.requests().get(0))
                .contains("geni_abac", "geni_sfa")
                .containsPattern("geni_speaking_for</name><value>(<string>)?" + Pattern.quote(alice));
    }

    @Test
    void jsonIsTheValueAsItCame() throws Exception {
        // given
        am.answers(
                "GetVersion",
                success(struct(
                        "geni_api",
                        "<value><int>3</int></value>",
                        "flags",
                        array("<value><boolean>1</boolean></value>"))));
        // when
        int exit = client("getversion", "--json");
        // then
        assertThat(exit).isZero();
        JsonNode value = JsonMapper.builder().build().readTree(out.toString());
        assertThat(value.path("geni_api").intValue()).isEqualTo(3);
        assertThat(value.path("flags").path(0).booleanValue()).isTrue();
    }

    @Test
    void aRefusalIsOneLineWithTheCodesNameAndTheAmsReason() {
        // given
        am.answers("Status", reply(12, struct(), "No slice exp1 here\u009b31m"));
        // when
        int exit = client("status");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("berth: Status refused with SEARCHFAILED (12): No slice exp1 here?31m");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theSliceIsTheOneOfTheCredential() {
        // given
        am.answers("Status", status("geni_ready", ""));
        // when
        int exit = client("status");
        // then
        assertThat(exit).isZero();
        assertThat(am.requests()).singleElement().asString().contains(SLICE + "</value>");
        assertThat(out.toString()).contains("geni_ready").contains(SLIVER).contains("2030-01-08T00:00:00Z");
    }

    @Test
    void allocateSendsTheRequestAndTheEnd() throws Exception {
        // given
        am.answers("Allocate", described("geni_pending_allocation", ""));
        Path request = Files.writeString(directory.resolve("request.rspec"), "<rspec>\u00e9</rspec>");
        // when
        int exit = client("allocate", request.toString(), "--end", "2030-01-01T02:00:00+01:00");
        // then
        assertThat(exit).isZero();
        assertThat(am.requests())
                .singleElement()
                .asString()
                .contains("&lt;rspec&gt;\u00e9&lt;/rspec")
                .contains("<name>geni_end_time</name><value>2030-01-01T01:00:00Z</value>");
        assertThat(out.toString()).contains("n0").contains(SLIVER);
    }

    @Test
    void aLoginThatWouldRunSomethingElseIsNotPrintedAsACommand() {
        // given
        am.answers(
                "Describe",
                described("geni_ready", "<login hostname=\"h;rm -rf ~\" port=\"22\" username=\"-oProxyCommand=x\"/>"));
        // when
        client("describe");
        // then
        assertThat(out.toString()).doesNotContain("ssh -p").contains("a login that is no host");
    }

    @Test
    void nothingThatTheAmNamesForgesALine() {
        // given
        String forged = "  n1: ssh -p 22 me@evil.example.org";
        am.answers("Describe", described("geni_ready", "").replaceFirst("n0", "n0&amp;#10;" + forged))
                .answers("Status", status("geni_configuring", "broken\n" + forged))
                .answers("GetVersion", success(struct("urn", string("urn:x\n" + forged))));
        // when
        client("describe");
        client("status");
        client("getversion");
        // then
        assertThat(out.toString().lines().filter(line -> line.contains(forged.strip())))
                .hasSize(3)
                .noneMatch(line -> line.startsWith(forged));
    }

    @Test
    void renewAndDeleteAndShutdownCallTheirMethods() {
        // given
        am.answers("Renew", success(array(sliver("geni_ready", ""))))
                .answers("Delete", success(array(sliver("geni_pending_allocation", ""))))
                .answers("Shutdown", success("<value><boolean>1</boolean></value>"));
        // when
        assertThat(client("renew", "2030-01-31T12:00:00Z", "--alap")).isZero();
        assertThat(client("delete", "--sliver", SLIVER)).isZero();
        assertThat(client("shutdown")).isZero();
        // then
        assertThat(am.requests().get(0)).contains("2030-01-31T12:00:00Z").contains("geni_extend_alap");
        assertThat(am.requests().get(1)).contains(SLIVER).doesNotContain("<value>" + SLICE + "</value>");
        assertThat(out.toString()).contains(SLICE + " is shut down.");
    }

    @Test
    void aWrongCommandLineIsTwoLinesAndTheWayToHelp() {
        // when
        int exit = client("renew", "tomorrow");
        // then
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .contains("'tomorrow' is no time like 2030-01-31T12:00:00Z")
                .contains("Try 'berth client renew --help'.");
    }

    @Test
    void aMissingFileIsNamed() {
        // when
        int exit = client("getversion", "--cert", "/nowhere/alice.pem");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("berth: there is no file /nowhere/alice.pem");
    }
}
