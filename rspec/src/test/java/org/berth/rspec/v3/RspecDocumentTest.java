// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.berth.rspec.RspecException;
import org.berth.rspec.RspecException.Problem;
import org.berth.rspec.testing.Samples;
import org.berth.rspec.xml.AsciiXml;
import org.berth.rspec.xml.Dom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class RspecDocumentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.xml",
                "manifest.xml",
                "v2-manifest.xml",
                "dockeram-manifest.xml",
                "v2-advertisement.xml",
                "v3-advertisement.xml"
            })
    void recordedDocumentsHaveATypedView(String sample) {
        Rspec root = RspecDocument.parse(Samples.text(sample)).root();

        assertThat(root.type()).contains(sample.replaceAll("^.*?(request|manifest|advertisement)\\.xml$", "$1"));
        assertThat(root.children(Node.class)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10-Allocate.request.txt", "10-Allocate.response.txt", "08-ListResources.response.txt"})
    void rspecsInRecordedCallsHaveATypedView(String sample) {
        assertThat(RspecDocument.parse(Samples.rspecIn(sample)).root().children(Node.class))
                .isNotEmpty();
    }

    @Test
    void manifestOfDockerAmIsReadInFull() {
        Node node = RspecDocument.parse(Samples.text("dockeram-manifest.xml"))
                .root()
                .child(Node.class)
                .orElseThrow();

        assertThat(node.clientId()).contains("n0");
        assertThat(node.sliverId())
                .contains("urn:publicid:IDN+dockeram.example.com+sliver+110e4b40-f641-43cd-845f-d50b764ba7f4");
        assertThat(node.child(SliverType.class).flatMap(SliverType::name)).contains("docker-container");
        Login login =
                node.child(Services.class).orElseThrow().child(Login.class).orElseThrow();
        assertThat(login.authentication()).contains("ssh-keys");
        assertThat(login.hostname()).contains("127.0.0.1");
        assertThat(login.port()).contains("12000");
        assertThat(login.username()).contains("alice");
    }

    @Test
    void operationalStatesOfTheReferenceAmAreRead() {
        Opstate opstate = RspecDocument.parse(Samples.text("v3-advertisement.xml"))
                .root()
                .child(Opstate.class)
                .orElseThrow();

        assertThat(opstate.start()).contains("geni_notready");
        assertThat(opstate.children(OpstateSliverType.class).map(OpstateSliverType::name))
                .containsExactly(Optional.of("fake-vm"));
        assertThat(opstate.children(State.class)
                        .flatMap(state -> state.children(Action.class))
                        .map(action -> action.name().orElseThrow()))
                .containsExactly("geni_start", "geni_restart", "geni_stop");
    }

    @Test
    void unknownAttributesAreKeptAndUnknownElementsStayInTheTreeInOrder() {
        RspecDocument read = RspecDocument.parse("""
                <r:rspec xmlns:r="http://www.geni.net/resources/rspec/3" xmlns:x="urn:x" type="request">
                  <r:node client_id="a" x:one="1" two="2">
                    <x:first/><x:second/><r:sliver_type name="t"/><r:unknown/><plain xmlns=""/><x:last><x:deep/></x:last>
                  </r:node>
                </r:rspec>""");
        Node node = read.root().child(Node.class).orElseThrow();

        assertThat(node.otherAttributes())
                .containsEntry(new QName("urn:x", "one"), "1")
                .containsEntry(new QName("two"), "2");
        assertThat(node.children()).hasOnlyElementsOfType(SliverType.class).hasSize(1);
        assertThat(Dom.children(read.element(node)))
                .filteredOn(Element.class::isInstance)
                .extracting(org.w3c.dom.Node::getNodeName)
                .containsExactly("x:first", "x:second", "r:sliver_type", "r:unknown", "plain", "x:last");
        assertThat(Dom.children(read.element(node), "urn:x", "last"))
                .flatExtracting(Dom::children)
                .extracting(org.w3c.dom.Node::getNodeName)
                .containsExactly("x:deep");
    }

    @Test
    void accountsAndSharedNetworksOfBothNamesAreRecognised() {
        Rspec root = RspecDocument.parse("""
                <rspec xmlns="http://www.geni.net/resources/rspec/3" type="manifest">
                  <node client_id="a"><services>
                    <u:services_user xmlns:u="http://www.geni.net/resources/rspec/ext/user/1" login="joe" user_urn="urn">
                      <u:public_key>ssh-rsa AAAA joe</u:public_key>
                    </u:services_user>
                  </services></node>
                  <link client_id="l">
                    <s:link_shared_vlan xmlns:s="http://www.protogeni.net/resources/rspec/ext/shared-vlan/1" name="one"/>
                    <s:link_shared_vlan xmlns:s="http://www.geni.net/resources/rspec/ext/shared-vlan/1" name="two"/>
                  </link>
                </rspec>""").root();

        ServicesUser user = root.child(Node.class)
                .flatMap(node -> node.child(Services.class))
                .flatMap(services -> services.child(ServicesUser.class))
                .orElseThrow();
        assertThat(user.login()).contains("joe");
        assertThat(user.userUrn()).contains("urn");
        assertThat(user.children(PublicKey.class).map(PublicKey::line)).containsExactly("ssh-rsa AAAA joe");
        assertThat(root.child(Link.class)
                        .orElseThrow()
                        .children(LinkSharedVlan.class)
                        .map(vlan -> vlan.name().orElseThrow()))
                .containsExactly("one", "two");
    }

    @Test
    void typedViewLeadsBackToItsElements() {
        RspecDocument document = RspecDocument.parse("""
                <r:rspec xmlns:r="http://www.geni.net/resources/rspec/3" type="request">
                  <r:node client_id="a"/><r:node client_id="b"/><r:node client_id="a"/>
                </r:rspec>""");
        List<Node> nodes = document.root().children(Node.class).toList();

        document.element(nodes.get(1)).setAttribute("sliver_id", "s");

        assertThat(AsciiXml.write(document.document()))
                .contains(
                        "<r:node client_id=\"a\"/><r:node client_id=\"b\" sliver_id=\"s\"/><r:node client_id=\"a\"/>");
    }

    @Test
    void typeOfAnElementCannotBeChangedByXsiType() {
        Rspec root = RspecDocument.parse("""
                <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request" xmlns:xs="http://www.w3.org/2001/XMLSchema"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <node client_id="a" xsi:type="login"><sliver_type name="t" xsi:type="xs:string" xsi:nil="true"/></node>
                </rspec>""").root();

        assertThat(root.children(Node.class).map(node -> node.clientId().orElseThrow()))
                .containsExactly("a");
        assertThat(root.child(Node.class)
                        .flatMap(node -> node.child(SliverType.class))
                        .flatMap(SliverType::name))
                .contains("t");
    }

    @Test
    void otherVersionIsTold() {
        assertThatThrownBy(() -> RspecDocument.parse("<rspec xmlns='http://www.protogeni.net/resources/rspec/2'/>"))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED_VERSION))
                .hasMessage("the RSpec is in the name space 'http://www.protogeni.net/resources/rspec/2',"
                        + " only GENI version 3 is known here: http://www.geni.net/resources/rspec/3");
        assertThatThrownBy(() -> RspecDocument.parse("<rspec type='request'/>"))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED_VERSION));
    }

    @Test
    void hostileNameSpaceIsQuotedShortAndInAscii() {
        assertThatThrownBy(() -> RspecDocument.parse("<rspec xmlns='" + "\u00e9".repeat(100_000) + "'/>"))
                .message()
                .matches("[ -~]{1,300}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<node xmlns='http://www.geni.net/resources/rspec/3'/>",
                "<html/>",
                "<!DOCTYPE rspec [<!ENTITY a 'b'>]><rspec xmlns='http://www.geni.net/resources/rspec/3'>&a;</rspec>",
                "<rspec xmlns='http://www.geni.net/resources/rspec/3'><\u00e9/></rspec>",
                "<rspec xmlns='http://www.geni.net/resources/rspec/3'>"
            })
    void whatIsNoRspecIsInvalid(String text) {
        assertThatThrownBy(() -> RspecDocument.parse(text))
                .isInstanceOfSatisfying(
                        RspecException.class, e -> assertThat(e.problem()).isEqualTo(Problem.INVALID))
                .message()
                .matches("[ -~]+");
    }
}
