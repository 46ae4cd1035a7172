// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.berth.am.api.AmApi;
import org.berth.am.api.AnswerBudget;
import org.berth.am.audit.Audit;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRpcServiceTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final EchoApi api = new EchoApi();

    @Test
    void readsEveryTypeThatClientsSend() {
        // when
        echo("<value><int>-3</int></value>", "<value><i4>4</i4></value>", "<value><boolean>1</boolean></value>");
        List<?> numbers = last();
        echo("<value>bare &lt;x/&gt;</value>", "<value><string/></value>", "<value><double>1.5</double></value>");
        List<?> texts = last();
        echo(
                "<value><array><data><value>a</value></data></array></value>",
                "<value><struct><member><name>k</name><value>v</value></member></struct></value>");
        List<?> trees = last();

        // then
        assertThat(numbers).isEqualTo(List.of(-3, 4, true));
        assertThat(texts).isEqualTo(List.of("bare <x/>", "", 1.5));
        assertThat((Object[]) trees.get(0)).containsExactly("a");
        assertThat(trees.get(1)).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void readsNilAndI8WithAndWithoutThePrefix() {
        // when
        String ns = " xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'";
        echo("<value><i8>12345678901</i8></value>", "<value><ex:i8" + ns + ">7</ex:i8></value>");
        List<?> numbers = last();
        answerTo(call("Nils", "<value><nil/></value>", "<value><ex:nil" + ns + "/></value>"));
        List<?> nils = last();

        // then
        assertThat(numbers).isEqualTo(List.of(12345678901L, 7L));
        assertThat(nils).hasSize(2).containsOnlyNulls();
    }

    @Test
    void writesOnlyTheTypesThatOldClientsKnow() {
        // given
        AmApi typed = (caller, method, parameters, budget) ->
                EchoApi.reply(Map.of("v", new Object[] {1, true, "t", 2.5, List.of("l"), Map.of("k", "w")}));

        // when
        String answer = answerTo(typed, call("Any"));

        // then
        assertThat(answer)
                .contains("<value><array><data><value><i4>1</i4></value><value><boolean>1</boolean></value>"
                        + "<value><string>t</string></value><value><double>2.5</double></value>"
                        + "<value><array><data><value><string>l</string></value></data></array></value>"
                        + "<value><struct><member><name>k</name><value><string>w</string></value></member></struct>"
                        + "</value></data></array></value>");
    }

    @Test
    void sendsNothingButPrintableAsciiAndWhiteSpace() {
        // given
        AmApi noisy = (caller, method, parameters, budget) ->
                EchoApi.reply("v", "a\u0000b\u001b[31m\tc\u00e9\ud83d\ude00\uffff<&\n");

        // when
        String answer = answerTo(noisy, call("Any"));

        // then
        assertThat(answer).contains("<string>ab[31m\tc???&lt;&amp;\n</string>");
    }

    @Test
    void aNullInAResultIsOurFaultAndStillAWellFormedResponse() {
        // when
        String answer = echo("<value><nil/></value>");

        // then
        assertThat(answer).contains("<fault>", "internal error, incident ").doesNotContain("null", "Exception", "org.");
    }

    @Test
    void anUnexpectedExceptionTellsTheClientAnIncidentAndNothingElse() {
        // when
        String answer = answerTo(call("Break"));

        // then
        assertThat(answer)
                .contains("<i4>-32603</i4>", "internal error, incident ")
                .doesNotContain("Secret", "Exception");
    }

    @Test
    void lineBreaksBeforeTheXmlDeclarationAreSkipped() {
        assertThat(answerTo("\r\n \t" + call("GetVersion"))).doesNotContain("<fault>");
    }

    @Test
    void anUnknownMethodAndAWrongNumberOfParametersAreFaults() {
        assertThat(answerTo(call("Nonsense"))).contains("<i4>-32601</i4>", "there is no method 'Nonsense' here");
        assertThat(answerTo(call("Fuss", "<value>x</value>"))).contains("<i4>-32602</i4>", "Fuss takes none");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "<methodCall/>",
                "<methodCall><methodName/><params><param/></params></methodCall><more/>",
                "<methodCall><params/></methodCall>",
                "<methodCall><methodName>A<b/></methodName></methodCall>",
                "<methodCall><methodName>A<param><value>x</value></param></methodName></methodCall>",
                "<methodResponse/>",
                "<methodCall xmlns='x'><methodName>GetVersion</methodName></methodCall>",
                "<methodCall><methodName>GetVersion</methodName><params>",
                "<methodCall><methodName>GetVersion</methodName><nonsense/></methodCall>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><methodCall>&b;</methodCall>",
                "<?xml version='1.0' encoding='x-none'?><methodCall/>",
            })
    void whatIsNoXmlRpcGetsAFaultThatNamesNothingOfOurs(String body) {
        // when
        String answer = answerTo(body);

        // then
        assertThat(answer)
                .contains("<fault>", "<i4>-32700</i4>", "malformed XML-RPC request: ")
                .doesNotContain("Exception", "org.apache", "org.xml", "java", "isEnabled", "root:");
    }

    static List<String> malformed() {
        String bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
        return List.of(
                bomb + call("Echo", "<value>&b;</value>"),
                call("Echo", "<value><array><data>".repeat(100_000)),
                call("Echo", "<a>".repeat(100_000) + "</a>".repeat(100_000)),
                call("Echo", "<value><int>abc</int></value>"),
                call("Echo", "<value><int/></value>"),
                call("Echo", "<value><boolean>yes</boolean></value>"),
                call("Echo", "<value><double>one</double></value>"),
                call("Echo", "<value><dateTime.iso8601>never</dateTime.iso8601></value>"),
                call("Echo", "<value><base64>*</base64></value>"),
                call("Echo", "<value><unknown>1</unknown></value>"),
                call("Echo", "<value><nil>x</nil></value>"),
                call("Echo", "<value><struct><member><value>1</value></member></struct></value>"),
                call("Echo", "<value><struct><foo/></struct></value>"),
                call("Echo", "<value><array><value>1</value></array></value>"),
                call("Echo", "<value>\u0001</value>"),
                call(
                        "Echo",
                        "<value><e:serializable xmlns:e='http://ws.apache.org/xmlrpc/namespaces/extensions'>rO0A"
                                + "</e:serializable></value>"));
    }

    @Test
    void countsCallsByMethodAndCodeButNotUnderNamesThatClientsInvent() {
        // when
        answerTo(call("GetVersion"));
        answerTo(call("x1"));
        answerTo(call("x2"));

        // then
        assertThat(metrics.get("berth.calls")
                        .tags("method", "GetVersion", "code", "0")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("berth.calls")
                        .tags("method", "-", "code", "fault")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(metrics.find("berth.calls").tag("method", "x1").timer()).isNull();
    }

    private List<?> last() {
        return Objects.requireNonNull(api.last);
    }

    private String echo(String... values) {
        return answerTo(call("Echo", values));
    }

    private String answerTo(String body) {
        return answerTo(api, body);
    }

    private String answerTo(AmApi spoken, String body) {
        byte[] answer = new XmlRpcService(spoken, new CallLog(metrics, Audit.NONE))
                .answer(
                        TestFederation.caller(ServerFixture.ALICE),
                        body.getBytes(StandardCharsets.UTF_8),
                        AnswerBudget.UNLIMITED);
        String text = new String(answer, StandardCharsets.US_ASCII);
        assertThat(HardenedXml.parse(text, XmlLimits.DEFAULTS)
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("methodResponse");
        return text;
    }

    private static String call(String method, String... values) {
        StringBuilder body =
                new StringBuilder("<?xml version='1.0'?><methodCall><methodName>" + method + "</methodName><params>");
        for (String value : values) {
            body.append("<param>").append(value).append("</param>");
        }
        return body.append("</params></methodCall>").toString();
    }
}
