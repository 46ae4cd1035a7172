// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
    @Test
    void goodLinesPass() {
        assertThatCode(() -> new AgentSettings(
                                List.of("max_containers=50", "ipv6_prefix = 2001:db8::"), Optional.empty())
                        .check())
                .doesNotThrowAnyException();
    }

    @Test
    void whatTheAgentWouldRefuseIsRefusedHere() {
        assertThatThrownBy(() -> new AgentSettings(List.of("max_container=50", "port=0x1"), Optional.empty()).check())
                .hasMessageContaining("max_containers")
                .hasMessageContaining("0x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password=secret", "Password = secret"})
    void aPasswordIsNotTakenFromTheCommandLine(String line) {
        assertThatThrownBy(() -> new AgentSettings(List.of(line), Optional.empty()))
                .hasMessageContaining("--password-file")
                .hasMessageNotContaining("secret");
    }

    @Test
    void thePasswordStandsInTheFileAndNowhereElse() throws Exception {
        AgentSettings settings = new AgentSettings(List.of("max_containers=50"), Optional.of("secret"));
        settings.check();
        assertThat(settings.text()).endsWith("[agent]\nmax_containers=50\npassword=secret\n");
        assertThat(settings.missingIn("[agent]\nmax_containers=50\npassword = other\n"))
                .containsExactly("this password");
        assertThat(settings.missingIn("[agent]\nmax_containers=50\npassword = secret\n"))
                .isEmpty();
        assertThat(settings).asString().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max_containers", "[state]", "=5", "port=1\n[state]\ndirectory=/", "# port=1"})
    void whatIsNoKeyAndValueIsRefused(String line) {
        assertThatThrownBy(() -> new AgentSettings(List.of(line), Optional.empty()))
                .hasMessageContaining("KEY=VALUE");
    }

    @Test
    void linesThatAnotherFileLacksAreFoundWhateverTheirBlanks() {
        AgentSettings settings = new AgentSettings(List.of("port=12001", "max_containers=50"), Optional.empty());
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
