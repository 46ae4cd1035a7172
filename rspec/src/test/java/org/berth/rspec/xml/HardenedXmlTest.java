// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotSupportedException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

class HardenedXmlTest {
    private static final XmlLimits LIMITS = new XmlLimits(10_000_000, 256, 2_000, 100);

    @Test
    void documentKeepsNameSpacesCommentsAndOrder() {
        Document document = HardenedXml.parse("<p:a xmlns:p='urn:x'><!--c--><b/>&lt;&#233;</p:a>", LIMITS);

        assertThat(document.getDocumentElement().getNamespaceURI()).isEqualTo("urn:x");
        assertThat(document.getDocumentElement().getFirstChild().getNodeValue()).isEqualTo("c");
        assertThat(document.getDocumentElement().getTextContent()).isEqualTo("<\u00e9");
    }

    @Test
    void leadingCommentsAndDeclaredEncodingAreFine() {
        assertThatCode(() -> HardenedXml.parse("<?xml version='1.0' encoding='UTF-16'?>\n<!-- x -->\n<a/>\n", LIMITS))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><a/>"
            })
    void documentTypeIsRefused(String text) {
        assertThatThrownBy(() -> HardenedXml.parse(text, LIMITS))
                .isInstanceOf(XmlException.class)
                .hasMessage("line 1: a document type declaration (DOCTYPE) is not allowed");
    }

    @Test
    void entityBombIsRefused() {
        String bomb = "<!DOCTYPE a [<!ENTITY e0 'ha'>"
                + IntStream.range(1, 30)
                        .mapToObj(i -> "<!ENTITY e" + i + " '&e" + (i - 1) + ";&e" + (i - 1) + ";'>")
                        .collect(Collectors.joining())
                + "]><a>&e29;</a>";

        assertThatThrownBy(() -> HardenedXml.parse(bomb, LIMITS)).hasMessageContaining("DOCTYPE");
    }

    @Test
    void xincludeIsNotFollowed(@TempDir Path directory) throws IOException {
        // given
        Path secret = Files.writeString(directory.resolve("secret.txt"), "secret");

        // when
        Document document = HardenedXml.parse(
                "<a><i:include xmlns:i='http://www.w3.org/2001/XInclude' parse='text' href='" + secret.toUri()
                        + "'/></a>",
                LIMITS);

        // then
        assertThat(document.getDocumentElement().getTextContent()).isEmpty();
    }

    @Test
    void depthUpToTheLimitIsTakenAndNoDeeper() {
        assertThatCode(() -> HardenedXml.parse(nested(256), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> HardenedXml.parse(nested(257), LIMITS))
                .hasMessage("line 1: elements are nested deeper than 256");
    }

    @Test
    void elementCountUpToTheLimitIsTakenAndNoMore() {
        assertThatCode(() -> HardenedXml.parse("<a>" + "<b/>".repeat(1_999) + "</a>", LIMITS))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> HardenedXml.parse("<a>" + "<b/>".repeat(2_000) + "</a>", LIMITS))
                .hasMessage("line 1: the document has more than 2000 elements");
    }

    @Test
    void attributesUpToTheLimitAreTakenAndNoMore() {
        assertThatCode(() -> HardenedXml.parse(withAttributes(100), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> HardenedXml.parse(withAttributes(101), LIMITS))
                .isInstanceOf(XmlException.class)
                .hasMessageContaining("100");
        assertThatThrownBy(() -> HardenedXml.parse(withAttributes(100_000), LIMITS))
                .isInstanceOf(XmlException.class);
    }

    @Test
    void lengthBeyondTheLimitIsRefusedUnread() {
        assertThatThrownBy(() -> HardenedXml.parse("<a>  </a>", new XmlLimits(8, 1, 1, 1)))
                .hasMessage("the document has 9 characters, at most 8 are taken");
    }

    @Test
    void xmlOnePointOneIsRefused() {
        assertThatThrownBy(() -> HardenedXml.parse("<?xml version='1.1'?><a>&#1;</a>", LIMITS))
                .hasMessage("line 1: XML 1.1 is not taken, only XML 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "text",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<x:a/>",
                "<a>\0</a>",
                "<a>&nbsp;</a>",
                "<a \u00e9=/>"
            })
    void malformedTextIsRefusedInAscii(String text) {
        assertThatThrownBy(() -> HardenedXml.parse(text, LIMITS))
                .isInstanceOf(XmlException.class)
                .message()
                .matches("line \\d+: [ -~]+")
                .doesNotContain("Exception", "org.", "JAXP");
    }

    @Test
    void manyPredefinedEntitiesAndCharacterReferencesAreNoBomb() {
        String text = "<a>" + "&lt;&#233;".repeat(300_000) + "</a>";

        assertThat(HardenedXml.parse(text, LIMITS).getDocumentElement().getTextContent())
                .hasSize(600_000);
    }

    @Test
    void nothingIsPrinted() {
        // given
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));

        // when
        try {
            assertThatThrownBy(() -> HardenedXml.parse("<a></b>", LIMITS)).isInstanceOf(XmlException.class);
            assertThatThrownBy(() -> reader().parse(new InputSource(new StringReader("<a></b>"))))
                    .isInstanceOf(SAXParseException.class);
        } finally {
            System.setErr(before);
        }

        // then
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void saxReaderStopsAtTheElementThatIsTooDeep() throws Exception {
        // given
        int[] seen = {0};
        XMLReader reader = reader();
        reader.setContentHandler(new DefaultHandler() {
            @Override
            public void startElement(String uri, String localName, String qName, Attributes attributes) {
                seen[0]++;
            }
        });

        // when / then
        assertThatThrownBy(() -> reader.parse(new InputSource(new StringReader(nested(100_000)))))
                .isInstanceOf(SAXException.class)
                .hasMessage("line 1: elements are nested deeper than 256");
        assertThat(seen[0]).isEqualTo(256);
    }

    @Test
    void saxReaderCountsEachDocumentAnew() throws Exception {
        XMLReader reader = reader();

        assertThatThrownBy(() -> reader.parse(new InputSource(new StringReader(nested(300)))))
                .isInstanceOf(SAXException.class);
        assertThatCode(() -> reader.parse(new InputSource(new StringReader(nested(256)))))
                .doesNotThrowAnyException();
    }

    @Test
    void saxParserTakesTheSameWay() throws Exception {
        byte[] deep = nested(300).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> HardenedXml.saxParserFactory(LIMITS)
                        .newSAXParser()
                        .parse(new ByteArrayInputStream(deep), new DefaultHandler()))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void saxParserCannotBeSoftened() throws Exception {
        assertThatThrownBy(() -> reader().setFeature(HardenedXml.DISALLOW_DOCTYPE, false))
                .isInstanceOf(SAXNotSupportedException.class);
        assertThatThrownBy(() -> HardenedXml.saxParserFactory(LIMITS).setFeature(HardenedXml.DISALLOW_DOCTYPE, false))
                .isInstanceOf(SAXNotSupportedException.class);
    }

    private static XMLReader reader() throws Exception {
        return HardenedXml.saxParserFactory(LIMITS).newSAXParser().getXMLReader();
    }

    private static String nested(int depth) {
        return "<a>".repeat(depth) + "</a>".repeat(depth);
    }

    private static String withAttributes(int count) {
        return IntStream.range(0, count).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining("", "<a", "/>"));
    }
}
