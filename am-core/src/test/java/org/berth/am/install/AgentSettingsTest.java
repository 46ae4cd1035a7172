package org.berth.am.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
    @Test
    void goodLinesPass() {
        assertThatCode(() -> new AgentSettings(List.of("max_containers=50", "ipv6_prefix = 2001:db8::")).check())
                .doesNotThrowAnyException();
    }

    @Test
    void whatTheAgentWouldRefuseIsRefusedHere() {
        assertThatThrownBy(() -> new AgentSettings(List.of("max_container=50", "port=0x1")).check())
                .hasMessageContaining("max_containers")
                .hasMessageContaining("0x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max_containers", "[state]", "=5", "port=1\n[state]\ndirectory=/", "# port=1"})
    void whatIsNoKeyAndValueIsRefused(String line) {
        assertThatThrownBy(() -> new AgentSettings(List.of(line))).hasMessageContaining("KEY=VALUE");
    }

    @Test
    void linesThatAnotherFileLacksAreFoundWhateverTheirBlanks() {
        AgentSettings settings = new AgentSettings(List.of("port=12001", "max_containers=50"));
        assertThat(settings.missingIn("[agent]\nport = 12001\n# max_containers=50\n"))
                .containsExactly("max_containers=50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=x", "root@-host", "host two", "root@host;reboot", "$(reboot)", "a@b@c"})
    void whatSshWouldTakeForSomethingElseIsNoMachine(String destination) {
        assertThatThrownBy(() -> new RemoteMachine(destination, List.of(), line -> {}))
                .hasMessageContaining("USER@HOST");
    }
}
