// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.whole.ApiClient.credentials;
import static org.berth.am.whole.ApiClient.geni3;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.berth.am.federation.HostileCredentials;
import org.berth.am.whole.ConformanceTarget.OwnSlice;
import org.junit.jupiter.api.Test;

/**
 * What the real omni was seen to send and to rely on, on the wire, a test for each observation. (Actions right after
 * Provision, the fifth, are a row of omni's own test.)
 */
interface WireDemands {
    ConformanceTarget target();

    JfedV2Workflow v2();

    @Test
    default void wireRow01GetVersionWithoutArgumentsAtRpc2IsAnsweredUncompressed() throws InterruptedException {
        // given
        WireClient omni =
                new WireClient(URI.create(target().v3()).resolve("/RPC2").toString());

        // when
        WireClient.Answer answer = omni.post(
                target().caller(),
                BodyPublishers.ofString(WireClient.GET_VERSION),
                "Accept-Encoding",
                "gzip",
                "User-Agent",
                "xmlrpclib.py/1.0.1 (by www.pythonware.com)");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(ApiClient.reply("GetVersion", answer.body()).map().get("geni_api_versions"))
                .isInstanceOf(Map.class);
    }

    /** As gcf's clearinghouse writes it; what is in KeyInfo is not signed. */
    @Test
    default void wireRow02CredentialWithAnEmptyIssuerSerialIsTaken() {
        String credential = target().userCredential()
                .replaceAll("<((?:\\w+:)?)X509IssuerSerial>.*?</\\1X509IssuerSerial>", "")
                .replaceAll("</((?:\\w+:)?)X509Data>", "<$1X509IssuerSerial/></$1X509Data>");
        assertThat(credential).contains("X509IssuerSerial/>");
        ClientRspec.advertised(
                v3().call("ListResources", credentials(credential), geni3()).text());
    }

    @Test
    default void wireRow03CredentialsOfUnknownTypesAreIgnoredUnlessThereAreNoOthers() {
        // given
        List<Object> broken = credentials("geni_sfaBROKEN", "3", target().userCredential());
        List<Object> both = new ArrayList<>(broken);
        both.addAll(credentials(target().userCredential()));

        // then
        v3().call("ListResources", broken, geni3()).requireRefusal();
        assertThat(v3().call("ListResources", both, geni3()).code()).isZero();
    }

    /** All replies of all these tests are read by a reader that knows no other types, and no characters beyond ASCII. */
    @Test
    default void wireRow04ResultsAreStructsOfExactTypesAlsoForAnUnknownAction() {
        // given
        OwnSlice slice = target().slices().get(3);

        for (String action : List.of("", "random_action")) {
            // when
            ApiReply reply =
                    v3().call("PerformOperationalAction", List.of(slice.urn()), slice.credentials(), action, Map.of());

            // then
            reply.requireRefusal();
            assertThat(ApiReply.asMap(reply.struct().get("code")).values())
                    .allSatisfy(member -> assertThat(member).isInstanceOfAny(Integer.class, String.class));
            assertThat((String) reply.struct().get("output")).isNotEmpty();
        }
    }

    @Test
    default void wireRow06RenewSliverTakesAnOffsetAndTellsTheTimeInItsOutput() {
        assertThat(v2().renew.struct().get("output")).isEqualTo(v2().renewedTo.toString());
    }

    @Test
    default void wireRow07SilentConnectionsAndEntityBombsHoldUpNobody() throws IOException {
        URI am = URI.create(target().v3());
        OwnSlice slice = target().slices().get(0);
        try (Socket silent = new Socket(am.getHost(), am.getPort() == -1 ? 443 : am.getPort())) {
            assertThat(silent.isConnected()).isTrue();

            // when
            String bomb = HostileCredentials.entityBomb() + "<rspec>&a29;</rspec>";
            ApiReply bombed = v3().call("Allocate", slice.urn(), slice.credentials(), bomb, Map.of());

            // then
            assertThat(bombed.code()).isEqualTo(1);
            assertThat(v3().call("GetVersion").code()).isZero();
        }
    }

    private ApiClient v3() {
        return target().v3Client();
    }
}
