// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.berth.am.api.AmApi;
import org.berth.am.api.AnswerBudget;
import org.berth.am.api.RpcFault;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class XmlRpcServiceFuzz {
    private static final Caller ALICE = TestFederation.caller(ServerFixture.ALICE);

    /** What a response never shows unless the request had it. */
    private static final List<String> INSIDE = List.of("Exception", "org.apache", "org.xml", "java.", "\tat ");

    private final XmlRpcService service = new XmlRpcService(echo(), new CallLog(new SimpleMeterRegistry(), Audit.NONE));

    static Stream<byte[]> recorded() {
        return Stream.of("omni-v2/04-CreateSliver", "omni-v3/10-Allocate", "omni-v3/14-Provision")
                .map(XmlRpcServiceFuzz::body);
    }

    @MethodSource("recorded")
    @FuzzTest
    void everyBodyIsAnsweredAndNoneIsOurFault(byte[] body) {
        String answer = new String(service.answer(ALICE, body, AnswerBudget.UNLIMITED), StandardCharsets.US_ASCII);

        Document document = HardenedXml.parse(answer, XmlLimits.DEFAULTS);
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("methodResponse");
        NodeList faults = document.getElementsByTagName("fault");
        if (faults.getLength() > 0) {
            assertThat(faults.item(0).getTextContent()).doesNotContain("internal error");
            String request = new String(body, StandardCharsets.UTF_8);
            assertThat(INSIDE.stream().filter(word -> answer.contains(word) && !request.contains(word)))
                    .as(answer)
                    .isEmpty();
        }
    }

    /** Gives the parameters back, where they are what a result of ours can be. */
    private static AmApi echo() {
        EchoApi echo = new EchoApi();
        return (caller, method, parameters, budget) -> {
            if (!parameters.stream().allMatch(XmlRpcServiceFuzz::isSent)) {
                throw RpcFault.wrongParameters("Echo", "other ones", parameters.size());
            }
            return echo.call(caller, "Echo", parameters, budget);
        };
    }

    private static boolean isSent(@Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return struct.values().stream().allMatch(XmlRpcServiceFuzz::isSent);
        }
        if (value instanceof Object[] array) {
            return Arrays.stream(array).allMatch(XmlRpcServiceFuzz::isSent);
        }
        return value instanceof String
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof Double;
    }

    private static byte[] body(String recorded) {
        try (InputStream in = XmlRpcServiceFuzz.class.getResourceAsStream("/" + recorded + ".request.txt")) {
            String http = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return http.substring(http.indexOf("<?xml")).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
