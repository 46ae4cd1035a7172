// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.client.FakeAm.string;
import static org.berth.am.client.FakeAm.struct;
import static org.berth.am.client.FakeAm.success;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.berth.am.federation.CertificateAuthority;
import org.berth.am.federation.Identity;
import org.berth.base.Pem;
import org.junit.jupiter.api.Test;

/** {@code berth client} with AMs that it cannot reach, believe or understand. */
class ClientConnectionTest extends ClientCommandFixture {
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
}
