// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.berth.rspec.Compression;
import org.berth.rspec.RspecException;
import org.berth.rspec.RspecException.Problem;
import org.berth.rspec.Urn;
import org.berth.rspec.testing.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRspecTest {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Urn GCF = Urn.parse("urn:publicid:IDN+geni:gpo:gcf+authority+am");
    private static final Urn ELSEWHERE = Urn.parse("urn:publicid:IDN+elsewhere.org+authority+am");

    @Test
    void aNameThatBeginsWithAColonIsRefused() {
        assertThatThrownBy(() -> RequestRspec.parse(
                        "<rspec xmlns='http://www.geni.net/resources/rspec/3' type='request'><:x/></rspec>", AM))
                .isInstanceOf(RspecException.class)
                .hasMessageContaining("must not begin with a colon, this one does: ':x'");
    }

    @Test
    void requestThatOmniSentIsRead() {
        RequestRspec request = RequestRspec.parse(Samples.rspecIn("10-Allocate.request.txt"), GCF);

        assertThat(request.nodes())
                .containsExactly(new RequestNode(
                        "vm1",
                        Optional.of("urn:publicid:IDN+geni:gpo:gcf+authority+am"),
                        Optional.empty(),
                        Optional.of(false),
                        Optional.of("fake-vm"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(request.links()).isEmpty();
    }

    @Test
    void requestAsJfedWritesItIsReadInFull() {
        RequestRspec request = RequestRspec.parse(Samples.text("jfed-request.xml"), AM);

        assertThat(request.nodes().get(0))
                .isEqualTo(new RequestNode(
                        "node0",
                        Optional.of("urn:publicid:IDN+am.example.org+authority+cm"),
                        Optional.of("urn:publicid:IDN+am.example.org+node+host1"),
                        Optional.of(false),
                        Optional.of("docker-container"),
                        Optional.of("urn:publicid:IDN+am.example.org+image+debian:12"),
                        List.of("docker_cluster"),
                        List.of(
                                new RequestNode.Install("http://example.org/a.tar.gz", "/opt/a"),
                                new RequestNode.Install("http://example.org/b.tar.gz", "/opt/b")),
                        List.of(
                                new RequestNode.Execute("sh", "echo 'one & two' > /tmp/x"),
                                new RequestNode.Execute("bash", "true")),
                        List.of("node0:if0")));
        assertThat(request.links())
                .containsExactly(new RequestLink(
                        "link0",
                        List.of(
                                "urn:publicid:IDN+am.example.org+authority+cm",
                                "urn:publicid:IDN+elsewhere.org+authority+cm"),
                        List.of("node0:if0", "node1:if0"),
                        Optional.of("shared")));
    }

    @Test
    void compressedRequestIsInflated() {
        String xml = Samples.text("request.xml").strip();

        assertThat(RequestRspec.parse("\n" + Compression.compress(xml) + "\n", GCF)
                        .xml())
                .isEqualTo(xml);
        assertThat(RequestRspec.parse("\ufeff " + xml, GCF).xml()).isEqualTo(xml);
    }

    @ParameterizedTest
    @CsvSource({
        "urn:publicid:IDN+am.example.org+authority+am, true",
        "urn:publicid:IDN+am.example.org+authority+cm, true",
        "URN:publicid:idn+AM.example.org+AUTHORITY+CM, true",
        "' urn:publicid:IDN+am.example.org+authority+am ', true",
        "urn:publicid:IDN+am.example.org+authority+sa, false",
        "urn:publicid:IDN+am.example.org+node+am, false",
        "urn:publicid:IDN+am.example.org:sub+authority+am, false",
        "urn:publicid:IDN+elsewhere.org+authority+am, false",
        "urn:publicid:am.example.org+authority+am, false",
        "am, false"
    })
    void nodeIsOursWhenItNamesTheAggregate(String manager, boolean ours) {
        RequestRspec request = request("<node client_id='a' component_manager_id='" + manager + "'/>");

        assertThat(request.nodes()).hasSize(ours ? 1 : 0);
    }

    @Test
    void unboundNodesAreOursOnlyWhereNoNodeNamesAnAggregate() {
        assertThat(request("<node client_id='a'/><node client_id='b' component_manager_id=''/>")
                        .nodes())
                .hasSize(2);
        assertThat(request("<node client_id='a'/><node client_id='b' component_manager_id='" + AM + "'/>")
                        .nodes())
                .extracting(RequestNode::clientId)
                .containsExactly("b");
        assertThat(request("<node client_id='a'/><node client_id='b' component_manager_id='elsewhere'/>")
                        .nodes())
                .isEmpty();
    }

    @Test
    void linkIsOursWhenItJoinsOneOfOurInterfaces() {
        RequestRspec request = RequestRspec.parse(Samples.text("jfed-request.xml"), AM);

        assertThat(request.links()).extracting(RequestLink::clientId).containsExactly("link0");
        assertThat(RequestRspec.parse(Samples.text("jfed-request.xml"), ELSEWHERE)
                        .links())
                .extracting(RequestLink::clientId)
                .containsExactly("link0", "link1");
    }

    @Test
    void prefixedRequestIsTheSame() {
        RequestRspec request = RequestRspec.parse(
                "<r:rspec xmlns:r='http://www.geni.net/resources/rspec/3'"
                        + " type='request'><r:node client_id='a'><r:sliver_type name='t'/></r:node></r:rspec>",
                AM);

        assertThat(request.nodes()).extracting(RequestNode::sliverType).containsExactly(Optional.of("t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<node/> | node without client_id",
                "<node client_id=''/> | node with the client_id ''",
                "<node client_id='a b'/> | node with the client_id 'a b'",
                "<node client_id='a/../b'/> | node with the client_id 'a/../b'",
                "<node client_id='&#233;'/> | node with the client_id '?'",
                "<node client_id='a&#10;'/> | node with the client_id 'a?'",
                "<node client_id='a'/><node client_id='a'/> | two node elements have the client_id 'a'",
                "<link client_id='a'/><link client_id='a'/> | two link elements have the client_id 'a'",
                "<node client_id='a'><interface client_id='i'/></node><node client_id='b'><interface client_id='i'/></node>"
                        + " | two interface elements have the client_id 'i'",
                "<link/> | link without client_id",
                "<link client_id='l'><interface_ref client_id='i'/></link>"
                        + " | link 'l' joins the interface 'i', which no node of the request has",
                "<link client_id='l'><interface_ref/></link> | interface_ref of link 'l' without client_id",
                "<node client_id='a' exclusive='yes'/> | node 'a' has exclusive='yes', it must be 'true' or 'false'",
                "<node client_id='a'><sliver_type/></node> | node 'a' has a sliver_type without name",
                "<node client_id='a'><sliver_type name='t'/><sliver_type name='u'/></node>"
                        + " | node 'a' has 2 sliver_type elements",
                "<node client_id='a'><sliver_type name='t'><disk_image/></sliver_type></node>"
                        + " | node 'a' has a disk_image without name",
                "<node client_id='a'><hardware_type/></node> | node 'a' has a hardware_type without name",
                "<node client_id='a'><services><execute shell='sh'/></services></node>"
                        + " | node 'a' has an execute without command",
                "<node client_id='a'><services><install url='http://x/'/></services></node>"
                        + " | node 'a' has an install without install_path"
            })
    void faultIsNamedWithElementAndValue(String children, String message) {
        assertThatThrownBy(() -> request(children))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.INVALID))
                .hasMessageStartingWith(message);
    }

    /** Each was refused as if it were ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<node M/>",
                "<node client_id='' M/>",
                "<node client_id='a b' M/><node client_id='a b' M/>",
                "<node client_id='x' exclusive='perhaps' M/>",
                "<node client_id='x' M><sliver_type/><sliver_type name='t'><disk_image/></sliver_type></node>",
                "<node client_id='x' M><hardware_type/><services><execute/><install/></services></node>",
                "<node client_id='x' M><interface/><interface client_id='i'/><interface client_id='i'/></node>",
                "<node client_id='x' M xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='y:z'"
                        + " xsi:nil='true'/>",
                "<node client_id='x'><sliver_type/></node>",
                "<link/><link client_id='l'/><link client_id='l'/>",
                "<link client_id='l m'><interface_ref/><interface_ref client_id='nowhere'/><component_manager/></link>"
            })
    void whatIsMeantForOthersIsNotJudged(String theirs) {
        // when
        RequestRspec request = request("<node client_id='a' component_manager_id='" + AM + "'/>"
                + theirs.replace(" M", " component_manager_id='" + ELSEWHERE + "'"));

        // then
        assertThat(request.nodes()).extracting(RequestNode::clientId).containsExactly("a");
        assertThat(request.links()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<node client_id='a' M/> | two node elements have the client_id 'a'",
                "<node client_id='b' M><interface client_id='i'/></node> | two interface elements have the client_id 'i'",
                "<link><interface_ref client_id='i'/></link> | link without client_id",
                "<link client_id='l'><interface_ref client_id='i'/></link><link client_id='l'/>"
                        + " | two link elements have the client_id 'l'",
                "<link client_id='l'><component_manager name='urn:publicid:IDN+am.example.org+authority+am'/>"
                        + "<interface_ref client_id='none'/></link> | link 'l' joins the interface 'none'",
            })
    void whatTouchesOursIsJudged(String theirs, String message) {
        String ours = "<node client_id='a' component_manager_id='" + AM + "'><interface client_id='i'/></node>";
        String whole = ours + theirs.replace(" M", " component_manager_id='" + ELSEWHERE + "'");

        assertThatThrownBy(() -> request(whole))
                .isInstanceOf(RspecException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void clientIdHasAtMost255Characters() {
        assertThat(request("<node client_id='" + "a".repeat(255) + "'/>").nodes())
                .hasSize(1);
        assertThatThrownBy(() -> request("<node client_id='" + "a".repeat(256) + "'/>"))
                .isInstanceOf(RspecException.class);
    }

    @Test
    void nodeAndLinkMayHaveTheSameClientId() {
        assertThat(request("<node client_id='a'><interface client_id='a'/></node>"
                                + "<link client_id='a'><interface_ref client_id='a'/></link>")
                        .links())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.xml", "v3-advertisement.xml"})
    void rspecOfAnotherTypeIsRefused(String sample) {
        assertThatThrownBy(() -> RequestRspec.parse(Samples.text(sample), AM))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.INVALID))
                .hasMessageMatching("the RSpec's type is '(manifest|advertisement)', it must be 'request'");
    }

    @Test
    void typeIsRequired() {
        assertThatThrownBy(() -> RequestRspec.parse("<rspec xmlns='http://www.geni.net/resources/rspec/3'/>", AM))
                .hasMessage("the RSpec's type is '', it must be 'request'");
    }

    @Test
    void otherVersionIsTold() {
        assertThatThrownBy(() -> RequestRspec.parse(
                        "<rspec type='request' xmlns='http://www.protogeni.net/resources/rspec/2'/>", AM))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED_VERSION));
    }

    @Test
    void moreNodesOrLinksThanTheLimitAreRefused() {
        assertThat(request(numbered("node", 2_000)).nodes()).hasSize(2_000);
        assertThatThrownBy(() -> request(numbered("node", 2_001)))
                .hasMessage("the request has 2001 nodes, at most 2000 are taken");
        assertThatThrownBy(() -> request(numbered("link", 2_001)))
                .hasMessage("the request has 2001 links, at most 2000 are taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "<", "<rspec", "urn:publicid:IDN+a+b+c"})
    void whatIsNoRspecIsRefused(String text) {
        assertThatThrownBy(() -> RequestRspec.parse(text, AM))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.INVALID));
    }

    @Test
    void compressedDocumentBeyondTheLimitsIsRefused() {
        String large = Compression.compress("<a>" + " ".repeat(11 * 1024 * 1024) + "</a>");
        String deep = Compression.compress("<a>".repeat(100_000));

        assertThatThrownBy(() -> RequestRspec.parse(large, AM))
                .hasMessageContaining("more than 10485760 bytes when inflated");
        assertThatThrownBy(() -> RequestRspec.parse(deep, AM)).hasMessageContaining("nested deeper than 256");
    }

    private static String numbered(String element, int count) {
        StringBuilder xml = new StringBuilder();
        for (int i = 0; i < count; i++) {
            xml.append("<" + element + " client_id='n" + i + "'/>");
        }
        return xml.toString();
    }

    private static RequestRspec request(String children) {
        return RequestRspec.parse(
                "<rspec xmlns='http://www.geni.net/resources/rspec/3' type='request'>" + children + "</rspec>", AM);
    }
}
