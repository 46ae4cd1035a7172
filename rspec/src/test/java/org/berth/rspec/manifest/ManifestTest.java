// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.rspec.testing.SentRspec.checkEmptyManifest;
import static org.berth.rspec.testing.SentRspec.checkManifest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.rspec.Urn;
import org.berth.rspec.manifest.ManifestNode.Login;
import org.berth.rspec.manifest.ManifestNode.User;
import org.berth.rspec.testing.Samples;
import org.berth.rspec.v3.HardwareType;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.PublicKey;
import org.berth.rspec.v3.Rspec;
import org.berth.rspec.v3.RspecDocument;
import org.berth.rspec.v3.Services;
import org.berth.rspec.v3.ServicesUser;
import org.berth.rspec.v3.SliverType;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Urn GCF = Urn.parse("urn:publicid:IDN+geni:gpo:gcf+authority+am");
    private static final String JFED = Samples.text("jfed-request.xml");
    private static final Instant EXPIRES = Instant.parse("2030-01-08T00:00:00Z");
    private static final String OPEN = "<rspec xmlns='http://www.geni.net/resources/rspec/3' type='request'>";

    @Test
    void requestThatOmniSentBecomesAManifest() {
        String xml = manifest(GCF, Samples.rspecIn("10-Allocate.request.txt"), node("vm1"));

        assertThat(checkManifest(xml))
                .containsExactly(Map.of(
                        "client_id", "vm1",
                        "component_id", "urn:publicid:IDN+am.example.org+node+host1",
                        "component_manager_id", "urn:publicid:IDN+am.example.org+authority+am",
                        "component_name", "host1",
                        "exclusive", "false",
                        "sliver_id", "urn:publicid:IDN+am.example.org+sliver+vm1"));
    }

    @Test
    void ownNodeIsAnnotatedAndItsServicesStay() {
        Node node = read(manifest(AM, JFED, node("node0"))).child(Node.class).orElseThrow();

        assertThat(node.componentManagerId()).contains(AM.toString());
        assertThat(node.child(SliverType.class).orElseThrow().children()).hasSize(1);
        assertThat(node.children(HardwareType.class).map(HardwareType::name))
                .containsExactly(Optional.of("docker_cluster"));
        assertThat(node.child(Services.class).orElseThrow().children())
                .extracting(child -> child.getClass().getSimpleName())
                .containsExactly("Install", "Execute", "Install", "Execute", "Login", "Login");
    }

    @Test
    void loginsReplaceTheRequestsAndKeepTheirOrder() {
        List<org.berth.rspec.v3.Login> logins = read(manifest(AM, JFED, node("node0")))
                .child(Node.class)
                .flatMap(node -> node.child(Services.class))
                .orElseThrow()
                .children(org.berth.rspec.v3.Login.class)
                .toList();

        assertThat(logins)
                .extracting(login -> login.hostname().orElseThrow())
                .containsExactly("2001:db8::5", "am.example.org");
        assertThat(logins).extracting(login -> login.port().orElseThrow()).containsExactly("22", "12000");
        assertThat(logins).extracting(login -> login.username().orElseThrow()).containsExactly("joe", "joe");
        assertThat(logins).allMatch(login -> login.authentication().equals(Optional.of("ssh-keys")));
    }

    @Test
    void accountsAreListedWithTheirKeysWhereTheAggregateWritesThem() {
        ServicesUser user = read(manifest(AM, JFED, withUsers("node0")))
                .child(Node.class)
                .flatMap(node -> node.child(Services.class))
                .flatMap(services -> services.child(ServicesUser.class))
                .orElseThrow();

        assertThat(user.login()).contains("joe");
        assertThat(user.userUrn()).contains("urn:publicid:IDN+example.org+user+joe");
        assertThat(user.children(PublicKey.class).map(PublicKey::line))
                .containsExactly("ssh-ed25519 AAAA jo\u00e9 <&>", "ssh-rsa BBBB");
    }

    @Test
    void unprovisionedNodeHasNoLoginsOfAnybody() {
        ManifestNode allocated = new ManifestNode(
                "node0",
                sliver("node0"),
                Urn.parse("urn:publicid:IDN+am.example.org+node+host1"),
                AM,
                "host1",
                true,
                "docker-container",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "configuring",
                EXPIRES,
                List.of(),
                List.of(),
                false);

        Node node = read(manifest(AM, JFED, allocated)).child(Node.class).orElseThrow();

        assertThat(node.exclusive()).contains("true");
        assertThat(node.child(Services.class).orElseThrow().children(org.berth.rspec.v3.Login.class))
                .isEmpty();
    }

    @Test
    void whatTheRequestLeftOpenIsAdded() {
        String xml = manifest(AM, OPEN + "<node client_id='a'/></rspec>", node("a"));

        Node node = read(xml).child(Node.class).orElseThrow();
        assertThat(node.child(SliverType.class).flatMap(SliverType::name)).contains("docker-container");
        assertThat(xml)
                .contains("<hardware_type name=\"docker_cluster\"/><sliver_type name=\"docker-container\">"
                        + "<disk_image name=\"debian:12\"/></sliver_type><services><login ")
                .endsWith("</services><host ipv4=\"192.0.2.7\" name=\"am.example.org\"/><gsi:geni_sliver_info"
                        + " xmlns:gsi=\"http://groups.geni.net/exogeni/attachment/wiki/RspecExtensions/sliver-info/1\""
                        + " expiration_time=\"2030-01-08T00:00:00Z\" state=\"ready\"/></node></rspec>");
    }

    @Test
    void servicesAndTypeOfOursHoldNothingThatTheEditorOf2014CannotCast() {
        // given
        String node = "<node client_id='a' component_manager_id='%s'><sliver_type name='docker-container'>"
                + "<e:xen xmlns:e='urn:e'/><nonsense/><disk_image name='debian:12'/></sliver_type><services>"
                + "<p:proxy xmlns:p='http://jfed.iminds.be/proxy/1.0' proxy='a@b:1' for='c@d:2'/>"
                + "<l:execute_logs xmlns:l='http://www.fed4fire.eu/docker_am'/><install url='u' install_path='/'/><more/>"
                + "<u:services_user xmlns:u='http://www.geni.net/resources/rspec/ext/user/1' login='mallory'/></services>"
                + "<g:geni_sliver_info state='ready' xmlns:g="
                + "'http://groups.geni.net/exogeni/attachment/wiki/RspecExtensions/sliver-info/1'/></node>";
        String request = OPEN + node.formatted(AM) + node.formatted("them").replace("'a'", "'b'") + "</rspec>";

        // when
        String plain = manifest(AM, request, node("a"));
        String extended = manifest(AM, request, withUsers("a"));

        // then
        String ours = plain.substring(0, plain.indexOf("</node>"));
        assertThat(ours)
                .contains("<disk_image name=\"debian:12\"/></sliver_type>", "<p:proxy ", "<install ", "<login ")
                .doesNotContain("xen", "nonsense", "execute_logs", "<more", "services_user")
                .containsOnlyOnce("geni_sliver_info");
        assertThat(plain.substring(ours.length())).contains("xen", "nonsense", "execute_logs", "<more", "mallory");
        assertThat(extended.substring(0, extended.indexOf("</node>")))
                .contains("xen", "execute_logs", "login=\"joe\"")
                .doesNotContain("mallory");
    }

    @Test
    void elementsWithTheNameThatWasChosenKeepTheirAttributesAndOthersGo() {
        String xml = manifest(
                AM,
                OPEN
                        + "<node client_id='a'><hardware_type name='pc'/><hardware_type name='docker_cluster'><x xmlns='urn:x'/>"
                        + "</hardware_type><sliver_type name='docker-container' note='1'>"
                        + "<disk_image name='debian:11' os='old'/></sliver_type></node></rspec>",
                node("a"));

        checkManifest(xml);
        assertThat(xml)
                .contains(
                        "<hardware_type name=\"docker_cluster\"><x xmlns=\"urn:x\"/></hardware_type>"
                                + "<sliver_type name=\"docker-container\" note=\"1\"><disk_image name=\"debian:12\"/></sliver_type>");
    }

    @Test
    void ownNodesWithoutSliverAndTheirLinksAreLeftOut() {
        ManifestNode second = node("node2");

        String xml = manifest(AM, JFED, second);

        assertThat(checkManifest(xml)).extracting(node -> node.get("client_id")).containsExactly("node1", "node2");
        assertThat(xml).doesNotContain("link0").contains("<link client_id=\"link1\">");
    }

    @Test
    void foreignNodesLinksAndExtensionsStayAsTheyWere() {
        String xml = manifest(AM, JFED, node("node0"));

        checkManifest(xml);
        assertThat(xml).contains("""
                  <node client_id="node1" component_manager_id="urn:publicid:IDN+elsewhere.org+authority+cm" exclusive="true">
                    <sliver_type name="raw-pc"/>
                    <services><login authentication="ssh-keys" hostname="theirs" username="x"/></services>
                    <jfed:nodeDescription>caf&#233;</jfed:nodeDescription>
                    <interface client_id="node1:if0"/>
                    <interface client_id="node1:if1"/>
                  </node>
                """);
        assertThat(xml).contains("<sharedvlan:link_shared_vlan name=\"shared\"/>");
        assertThat(xml).contains("<jfed:location x=\"10.5\" y=\"20.0\"/>");
        assertThat(xml).contains("<jfed-ssh-keys:sshkey>ssh-rsa AAAA</jfed-ssh-keys:sshkey>");
    }

    @Test
    void whateverOthersNodesAndLinksHoldStaysInTheManifest() {
        // given
        String theirs = "<node component_manager_id=\"them\"><sliver_type/><sliver_type/></node>"
                + "<node client_id=\"a b\" component_manager_id=\"them\"/><node client_id=\"a b\" component_manager_id=\"them\"/>"
                + "<link/><link client_id=\"l\"><interface_ref client_id=\"nowhere\"/><interface_ref/></link>";
        String request = OPEN + "<node client_id='%s' component_manager_id='" + AM + "'/>" + theirs + "</rspec>";

        // when
        String xml = Manifest.of(
                AM,
                List.of(
                        new Allocation(request.formatted("a"), List.of(node("a"))),
                        new Allocation(request.formatted("b"), List.of(node("b")))),
                Optional.empty());

        // then
        assertThat(checkManifest(xml)).extracting(node -> node.get("client_id")).contains("a", "b");
        assertThat(xml).containsOnlyOnce(theirs);
    }

    @Test
    void rootBecomesAManifests() {
        Rspec root = read(Manifest.of(
                AM,
                List.of(new Allocation(JFED, List.of(node("node0")))),
                Optional.of(Instant.parse("2026-11-27T11:31:00.987Z"))));

        assertThat(root.type()).contains("manifest");
        assertThat(root.expires()).contains("2026-11-27T11:31:00Z");
        assertThat(root.schemaLocation())
                .contains("http://www.geni.net/resources/rspec/3 http://www.geni.net/resources/rspec/3/manifest.xsd");
    }

    @Test
    void expiryThatTheUserWroteIsNotOurs() {
        assertThat(read(manifest(AM, JFED, node("node0"))).expires()).isEmpty();
    }

    @Test
    void schemasOfExtensionsStayButForThoseOfRequests() {
        String request = OPEN.replace(
                        "type=",
                        "xmlns:s='http://www.w3.org/2001/XMLSchema-instance' xmlns:xsi='urn:else' s:schemaLocation='"
                                + "urn:a http://a/a.xsd  http://www.geni.net/resources/rspec/3\n"
                                + "http://www.geni.net/resources/rspec/3/request.xsd urn:b http://b/request.xsd odd' type=")
                + "<node client_id='a'/></rspec>";

        assertThat(read(manifest(AM, request, node("a"))).schemaLocation())
                .contains("http://www.geni.net/resources/rspec/3 http://www.geni.net/resources/rspec/3/manifest.xsd"
                        + " urn:a http://a/a.xsd");
    }

    @Test
    void schemaLocationFindsAPrefixWhereXsiMeansSomethingElse() {
        String request = OPEN.replace("type=", "xmlns:xsi='urn:else' type=") + "<node client_id='a'/></rspec>";

        assertThat(manifest(AM, request, node("a")))
                .contains("xmlns:xsi=\"urn:else\"")
                .contains(" xsi0:schemaLocation=\"http://www.geni.net/resources/rspec/3 ");
    }

    @Test
    void prefixesSurviveAndWhatIsAddedUsesThem() {
        String request = "<r:rspec xmlns:r='http://www.geni.net/resources/rspec/3' xmlns='urn:other' type='request'>"
                + "<r:node client_id='a'><thing/><r:unknown/></r:node></r:rspec>";

        String xml = manifest(AM, request, node("a"));

        assertThat(checkManifest(xml)).hasSize(1);
        assertThat(xml)
                .contains("<thing/><r:unknown/><r:hardware_type name=\"docker_cluster\"/>")
                .contains(
                        "<r:login authentication=\"ssh-keys\" hostname=\"am.example.org\" port=\"12000\" username=\"joe\"/>")
                .doesNotContain("xmlns=\"\"");
    }

    @Test
    void commentsStayAndProcessingInstructionsGo() {
        String xml = manifest(AM, JFED, node("node0"));

        assertThat(xml).contains("<!-- drawn by hand -->").doesNotContain("<?app");
    }

    @Test
    void requestsOfOneSliceAreJoinedInOrder() {
        String first = OPEN + "<node client_id='a'/><node client_id='gone'/></rspec>";
        String second = "<p:rspec xmlns:p='http://www.geni.net/resources/rspec/3' xmlns:x='urn:x' type='request'>"
                + "<p:node client_id='b' x:y='1'><plain/></p:node></p:rspec>";

        String xml = Manifest.of(
                AM,
                List.of(new Allocation(first, List.of(node("a"))), new Allocation(second, List.of(node("b")))),
                Optional.empty());

        assertThat(checkManifest(xml)).extracting(node -> node.get("client_id")).containsExactly("a", "b");
        assertThat(xml)
                .contains("x:y=\"1\"")
                .contains("xmlns:x=\"urn:x\"")
                .contains("xmlns=\"\"")
                .contains("<plain/>");
    }

    @Test
    void nodeOfAnotherAggregateThatTwoRequestsHoldIsThereOnce() {
        String both = OPEN + "<node client_id='%s' component_manager_id='" + AM + "'/>"
                + "<node client_id='theirs' component_manager_id='them'><interface client_id='i'/></node>"
                + "<link client_id='l'><interface_ref client_id='i'/></link></rspec>";

        String xml = Manifest.of(
                AM,
                List.of(
                        new Allocation(both.formatted("a"), List.of(node("a"))),
                        new Allocation(both.formatted("b"), List.of(node("b")))),
                Optional.empty());

        assertThat(checkManifest(xml)).extracting(node -> node.get("client_id")).containsExactly("a", "theirs", "b");
    }

    @Test
    void sliverGoesBeforeANodeOfAnotherAggregateOfTheSameName() {
        String first = OPEN + "<node client_id='a' component_manager_id='" + AM + "'/>"
                + "<node client_id='b' component_manager_id='them'/></rspec>";
        String second = OPEN + "<node client_id='b' component_manager_id='" + AM + "'/></rspec>";

        String xml = Manifest.of(
                AM,
                List.of(new Allocation(first, List.of(node("a"))), new Allocation(second, List.of(node("b")))),
                Optional.empty());

        assertThat(checkManifest(xml))
                .extracting(node -> node.get("sliver_id"))
                .containsExactly(sliver("a").toString(), sliver("b").toString());
    }

    @Test
    void clientIdAllocatedAgainAfterItsDeletionIsTakenFromTheLaterRequest() {
        String first = OPEN + "<node client_id='a'><!--old--></node><node client_id='b'/></rspec>";
        String second = OPEN + "<node client_id='a'><!--new--></node></rspec>";

        String xml = Manifest.of(
                AM,
                List.of(new Allocation(first, List.of(node("b"))), new Allocation(second, List.of(node("a")))),
                Optional.empty());

        assertThat(checkManifest(xml)).extracting(node -> node.get("client_id")).containsExactly("b", "a");
        assertThat(xml).contains("<!--new-->").doesNotContain("<!--old-->");
    }

    @Test
    void sliceWithoutSliversHasARootAndNothingInside() {
        checkEmptyManifest(Manifest.empty());
        checkEmptyManifest(Manifest.of(AM, List.of(), Optional.empty()));
        checkEmptyManifest(Manifest.of(AM, List.of(new Allocation(JFED, List.of())), Optional.empty()));
    }

    @Test
    void sliverOfANodeThatTheRequestHasNotIsAFaultOfTheCaller() {
        assertThatThrownBy(() -> manifest(AM, JFED, node("node1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node1");
    }

    private static String manifest(Urn aggregate, String request, ManifestNode... nodes) {
        return Manifest.of(aggregate, List.of(new Allocation(request, List.of(nodes))), Optional.empty());
    }

    private static Rspec read(String xml) {
        assertThat(xml).startsWith("<?xml").contains("schemaLocation");
        return RspecDocument.parse(xml).root();
    }

    private static Urn sliver(String id) {
        return new Urn("am.example.org", "sliver", id);
    }

    private static ManifestNode node(String clientId) {
        return node(clientId, List.of(), false);
    }

    /** With its users, as an aggregate writes them whose clients read extensions in services. */
    private static ManifestNode withUsers(String clientId) {
        return node(
                clientId,
                List.of(new User(
                        "joe",
                        "urn:publicid:IDN+example.org+user+joe",
                        List.of("ssh-ed25519 AAAA jo\u00e9 <&>", "ssh-rsa BBBB"))),
                true);
    }

    private static ManifestNode node(String clientId, List<User> users, boolean extensions) {
        return new ManifestNode(
                clientId,
                sliver(clientId),
                Urn.parse("urn:publicid:IDN+am.example.org+node+host1"),
                AM,
                "host1",
                false,
                "docker-container",
                Optional.of("debian:12"),
                Optional.of("docker_cluster"),
                Optional.of(new ManifestNode.Host("am.example.org", Optional.of("192.0.2.7"))),
                "ready",
                EXPIRES,
                List.of(new Login("2001:db8::5", 22, "joe"), new Login("am.example.org", 12000, "joe")),
                users,
                extensions);
    }
}
