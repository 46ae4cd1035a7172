package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.client.FakeAm.array;
import static org.berth.am.client.FakeAm.reply;
import static org.berth.am.client.FakeAm.string;
import static org.berth.am.client.FakeAm.struct;
import static org.berth.am.client.FakeAm.success;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.am.client.FakeAm;
import org.berth.am.federation.CertificateAuthority;
import org.berth.am.federation.Identity;
import org.berth.am.federation.Pem;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.AdvertisedNode;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.advertisement.OperationalStates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClientCommandTest {
    private static final String SLICE = "urn:publicid:IDN+example.org+slice+exp1";
    private static final String SLIVER = "urn:publicid:IDN+am.example.org+sliver+s1";

    private static FakeAm.Federation federation;

    @TempDir
    private Path directory;

    private FakeAm am;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeFederation() {
        federation = FakeAm.Federation.make();
    }

    @BeforeEach
    void startAm() throws Exception {
        am = new FakeAm(directory, federation);
    }

    @AfterEach
    void stopAm() {
        am.close();
    }

    /** Runs a client command against the AM, as alice with her credential. */
    private int client(String... arguments) {
        List<String> all = new ArrayList<>(List.of("client"));
        all.addAll(List.of(arguments));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", am.url()));
        }
        if (!all.contains("--cert")) {
            all.addAll(List.of("--cert", am.userFile().toString()));
        }
        if (!all.contains("--ca") && !all.contains("--insecure")) {
            all.addAll(List.of("--ca", am.serverCertificate().toString()));
        }
        if (!all.contains("getversion")) {
            all.addAll(List.of("--credential", am.credential().toString()));
        }
        CommandLine commandLine = Berth.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private static String sliver(String operational, String error) {
        return struct(
                "geni_sliver_urn",
                string(SLIVER),
                "geni_allocation_status",
                string("geni_provisioned"),
                "geni_operational_status",
                string(operational),
                "geni_expires",
                string("2030-01-08T00:00:00Z"),
                "geni_error",
                string(error));
    }

    private static String described(String operational, String login) {
        return success(struct(
                "geni_rspec",
                string("<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"manifest\"><node client_id=\"n0\""
                        + " sliver_id=\"" + SLIVER + "\"><services>" + login + "</services></node></rspec>"),
                "geni_urn",
                string(SLICE),
                "geni_slivers",
                array(sliver(operational, ""))));
    }

    private static String status(String operational, String error) {
        return success(struct("geni_urn", string(SLICE), "geni_slivers", array(sliver(operational, error))));
    }

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
    void aNameThatIsNotKnownIsSaidToBeMisspelt() {
        // when
        int exit = client("getversion", "--url", "https://nowhere.invalid:8001/");
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("no address is known for the name 'nowhere.invalid'");
    }

    @Test
    void aCertificateThatExpiredIsNamedWithItsEnd() throws Exception {
        // given
        Clock lastYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(-365));
        Identity late = CertificateAuthority.root("example.org", Duration.ofDays(900), lastYear)
                .user("alice", Optional.empty(), Duration.ofDays(1));
        Path file = directory.resolve("late.pem");
        Files.writeString(file, Pem.certificates(late.chain()) + Pem.key(late.key()));
        // when
        int exit = client("getversion", "--cert", file.toString());
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString())
                .contains("Your certificate expired on "
                        + late.chain().get(0).getNotAfter().toInstant());
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
    void provisionWaitsPrintsEachChangeAndTheCommandToLogIn() throws Exception {
        // given
        am.answers("Provision", described("geni_configuring", ""))
                .answers("Status", status("geni_configuring", ""))
                .answers("Status", status("geni_ready", ""))
                .answers(
                        "Describe",
                        described(
                                "geni_ready",
                                "<login hostname=\"am.example.org\" port=\"12000\" username=\"alice\"/>"));
        Path key = Files.writeString(directory.resolve("key.pub"), "# mine\nssh-ed25519 AAAA alice\n");
        // when
        int exit = client("provision", "--wait", "60", "--ssh-key", key.toString());
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(am.requests().get(0))
                .contains("urn:publicid:IDN+example.org+user+alice</value>")
                .contains("<value>ssh-ed25519 AAAA alice</value>")
                .doesNotContain("# mine");
        assertThat(out.toString())
                .containsSubsequence(
                        "s  geni_configuring  " + SLIVER,
                        "s  geni_ready  " + SLIVER,
                        "n0: ssh -p 12000 alice@am.example.org");
    }

    @Test
    void aSliverThatFailsWhileWaitingIsAFailureWithItsError() {
        // given
        am.answers("PerformOperationalAction", success(array(sliver("geni_configuring", ""))))
                .answers("Status", status("geni_failed", "no image"));
        // when
        int exit = client("action", "restart", "--wait");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains(SLIVER + " failed: no image");
        assertThat(am.requests().get(0)).contains("<value>geni_restart</value>");
    }

    @Test
    void waitingEnds() {
        // given
        am.answers("PerformOperationalAction", success(array(sliver("geni_configuring", ""))))
                .answers("Status", status("geni_configuring", ""));
        // when
        int exit = client("action", "geni_start", "--wait", "1");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("not ready after 1 s");
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
    void anAmThatIsNotThereIsAConnectionProblem() {
        // given
        am.close();
        // when
        int exit = client("getversion");
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).startsWith("berth: " + am.url()).contains("nothing listens at 127.0.0.1 port ");
    }

    @Test
    void aServerThatIsNotBelievedIsAConnectionProblemThatNamesTheOption() throws Exception {
        // given
        Path other = directory.resolve("other.pem");
        Files.writeString(other, Pem.certificates(other("other.org").chain()));
        // when
        int exit = client("getversion", "--ca", other.toString());
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("is not believed").contains("--ca FILE");
        assertThat(am.requests()).isEmpty();
    }

    @Test
    void insecureBelievesAnyServer() {
        // given
        am.answers("GetVersion", success(struct()));
        // when
        int exit = client("getversion", "--insecure");
        // then
        assertThat(exit).isZero();
    }

    @Test
    void aCallerWhomTheAmDoesNotTrustIsTold() throws Exception {
        // given
        Identity mallory = other("elsewhere.org");
        Path file = directory.resolve("mallory.pem");
        Files.writeString(file, Pem.certificates(mallory.chain()) + Pem.key(mallory.key()));
        // when
        int exit = client("getversion", "--cert", file.toString());
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("not trust").contains("elsewhere.org");
    }

    private static Identity other(String name) {
        return CertificateAuthority.root(name, Duration.ofDays(1), Clock.systemUTC())
                .user("mallory", Optional.empty(), Duration.ofDays(1));
    }

    @Test
    void anAnswerThatIsNoXmlRpcIsAConnectionProblem() {
        // given
        am.answers("GetVersion", "<!DOCTYPE a [<!ENTITY b 'c'>]><methodResponse/>");
        // when
        int exit = client("getversion");
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("the server's answer is no XML-RPC");
    }

    @Test
    void aUrlThatIsNoAmIsAConnectionProblem() {
        // when
        int exit = client("getversion");
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("HTTP status 404: is this the URL of an AM?");
    }

    @Test
    void aFaultIsAConnectionProblem() {
        // given
        am.answers(
                "GetVersion",
                "<methodResponse><fault>"
                        + struct("faultCode", "<value><int>7</int></value>", "faultString", string("no"))
                        + "</fault></methodResponse>");
        // when
        int exit = client("getversion");
        // then
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString()).contains("Fault 7: no");
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
        assertThat(err.toString().strip()).isEqualTo("berth: /nowhere/alice.pem: there is no such file");
    }
}
