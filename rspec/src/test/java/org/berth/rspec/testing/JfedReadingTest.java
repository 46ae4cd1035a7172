// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.AdvertisedNode;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.advertisement.OperationalStates;
import org.berth.rspec.manifest.Allocation;
import org.berth.rspec.manifest.Manifest;
import org.berth.rspec.manifest.ManifestNode;
import org.junit.jupiter.api.Test;

class JfedReadingTest {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    /** All that a request may hold in and about a node, extensions in each place among it. */
    private static final String REQUEST = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request" xmlns:x="urn:x" x:y="1">
              <x:before/>
              <node client_id="a" exclusive="false" x:y="1">
                <sliver_type name="docker-container" x:y="1"><x:in/><disk_image name="debian:12"><x:in/></disk_image></sliver_type>
                <services>
                  <install url="http://example.org/a.tar.gz" install_path="/opt"><x:in/></install>
                  <x:in/>
                  <p:proxy xmlns:p="http://jfed.iminds.be/proxy/1.0" proxy="a@b:1" for="c@d:2"/>
                  <login authentication="ssh-keys" hostname="theirs" port="many" username="x"/>
                  <execute shell="sh" command="true"/>
                </services>
                <hardware_type name="docker_cluster"><x:in/></hardware_type>
                <x:location x="1"/>
                <interface client_id="a:if0"><ip address="192.168.0.1" netmask="255.255.255.0" type="ipv4"/><x:in/></interface>
              </node>
              <link client_id="l"><x:in/><link_type name="lan"/></link>
            </rspec>
            """;

    @Test
    void manifestIsReadWithAllItsLogins() {
        assertThat(JfedReading.loginsIn(manifest(false))).isEqualTo(2);
        assertThat(JfedReading.loginsIn(Manifest.empty())).isZero();
    }

    @Test
    void accountsInServicesAreWhatItCannotCast() {
        String listing = manifest(true);

        assertThatThrownBy(() -> JfedReading.loginsIn(listing)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void advertisementIsRead() {
        // given
        AdvertisedNode host = new AdvertisedNode(
                "host1",
                true,
                false,
                20,
                List.of("Dell-Inc.-PowerEdge-R430"),
                List.of(new AdvertisedNode.SliverType(
                        "docker-container", List.of(new AdvertisedNode.Image("debian:12", "Linux", "12", "Debian")))),
                Optional.of(new AdvertisedNode.Location("BE", 51, 3.7)),
                List.of("eno1"),
                List.of(new AdvertisedNode.Feature("ram", 65_536)));
        OperationalStates states = new OperationalStates(
                "geni_ready", List.of(new OperationalStates.State("geni_ready", "Ready.", List.of(), List.of())));

        // then
        assertThat(JfedReading.loginsIn(Advertisement.of(AM, NOW, states, List.of(host))))
                .isZero();
    }

    private static String manifest(boolean users) {
        ManifestNode node = new ManifestNode(
                "a",
                Urn.parse("urn:publicid:IDN+am.example.org+sliver+0f0e"),
                Urn.parse("urn:publicid:IDN+am.example.org+node+host1"),
                AM,
                "host1",
                false,
                "docker-container",
                Optional.of("debian:12"),
                Optional.of("docker_cluster"),
                Optional.of(new ManifestNode.Host("am.example.org", Optional.of("192.0.2.7"))),
                "ready",
                NOW,
                List.of(
                        new ManifestNode.Login("2001:db8::5", 22, "joe"),
                        new ManifestNode.Login("am.example.org", 12000, "joe")),
                users
                        ? List.of(new ManifestNode.User(
                                "joe", "urn:publicid:IDN+example.org+user+joe", List.of("ssh-ed25519 AAAA")))
                        : List.of(),
                users);
        return Manifest.of(AM, List.of(new Allocation(REQUEST, List.of(node))), Optional.of(NOW));
    }
}
