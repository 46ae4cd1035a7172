package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;
import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void nodeWithAHostOfItsOwnChoiceComesBeforeOneThatFitsAnywhere() {
        // given
        try (Hosts hosts = new Hosts(List.of(hostWithOneSlot("host1"), hostWithOneSlot("host2")))) {
            List<RequestNode> nodes = RequestRspec.parse(SlicesFixture.rspec(SlicesFixture.node("anywhere", "")
                            + SlicesFixture.node("bound", "")
                                    .replace("client_id=\"bound\"", "client_id=\"bound\" component_id=\"host1\"")))
                    .nodes();

            // when
            Map<String, Host> chosen = new Placement(hosts, SlicesFixture.AM, Map.of()).take(nodes, node -> "");

            // then
            assertThat(chosen).extractingByKey("bound").extracting(Host::name).isEqualTo("host1");
            assertThat(chosen)
                    .extractingByKey("anywhere")
                    .extracting(Host::name)
                    .isEqualTo("host2");
        }
    }

    private static Host hostWithOneSlot(String name) {
        Host host = new Host(
                SlicesFixture.plan(name), new FakeDockerMaster(13000, 1), new SettableClock(SlicesFixture.START));
        host.refresh();
        return host;
    }
}
