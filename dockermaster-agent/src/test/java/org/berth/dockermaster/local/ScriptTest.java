// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.InstallCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    @ParameterizedTest
    @CsvSource({
        "http://a/x.tar, x.tar, tar",
        "https://a.b:8443/c/x.TAR.GZ?d=e/f.zip#g, x.TAR.GZ, tar",
        "http://a/x.tgz, x.tgz, tar",
        "http://a/x.tar.bz2, x.tar.bz2, tar",
        "http://a/x.tbz, x.tbz, tar",
        "http://a/x.txz, x.txz, tar",
        "http://a/x.zip, x.zip, zip",
        "http://a/x.deb, x.deb, none",
        "http://a/starboard, starboard, none",
        "http://a/tar, tar, none",
        "http://a, download, none",
        "http://a/?x.tar, download, none",
        "http://a/b/, download, none",
        "http://a/.., download, none",
    })
    void urlTellsTheFilesNameAndKind(String url, String file, String kind) {
        Script script = Script.of(new InstallCommand(1, url, "/opt"));

        assertThat(script.arguments()).isEqualTo(List.of(url, "/opt", file, kind));
        assertThat(script.name()).isEqualTo("install-1");
    }

    @Test
    void valuesAreNoPartOfAScriptThatInstalls() {
        Script script = Script.of(new InstallCommand(0, "http://a/$(reboot)'", "/o';reboot;'"));

        assertThat(script.text()).doesNotContain("reboot");
    }

    @Test
    void commandThatIsTooLongIsRefused() {
        String longest = "\u00e9".repeat(32 * 1024);

        assertThat(Script.of(new ExecuteCommand(0, "sh", longest)).text()).isEqualTo(longest);
        assertThatThrownBy(() -> Script.of(new ExecuteCommand(0, "sh", longest + "x")))
                .isInstanceOf(DockerMasterException.class)
                .hasMessage("the command of 65537 bytes is longer than 65536");
    }
}
