// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class AsciiXmlTest {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    @Test
    void otherCharactersBecomeReferences() {
        assertThat(rewritten("<a b='\u00e9\ud83d\ude00'>\u00fc\ud83d\ude00</a>"))
                .isEqualTo(DECLARATION + "<a b=\"&#233;&#128512;\">&#252;&#128512;</a>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "utf-8", "ISO-8859-1", "US-ASCII", "IBM1047", "UTF-7", "x-none"})
    void theDeclarationIsTrueWhateverTheDocumentsWas(String encoding) {
        assertThat(rewritten(
                        "<?xml version='1.0' encoding='" + encoding + "' standalone='no'?><a>\u00fc\ud83d\ude00</a>"))
                .isEqualTo(DECLARATION + "<a>&#252;&#128512;</a>");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_023, 1_024, 2_047, 4_095, 8_191, 16_383})
    void pairOfSurrogatesStaysOneCharacterWhereverItStands(int before) {
        String text = "x".repeat(before) + "\ud83d\ude00".repeat(5);

        Document read = HardenedXml.parse(rewritten("<a b='" + text + "'>" + text + "</a>"), XmlLimits.DEFAULTS);

        assertThat(read.getDocumentElement().getTextContent()).isEqualTo(text);
        assertThat(read.getDocumentElement().getAttribute("b")).isEqualTo(text);
    }

    @Test
    void markupCharactersAndLineEndsSurvive() {
        String value = "<&>\"' \t\n\r ]]>";
        Document document = HardenedXml.parse("<a/>", XmlLimits.DEFAULTS);
        document.getDocumentElement().setAttribute("b", value);
        document.getDocumentElement().setTextContent(value);

        Element read =
                HardenedXml.parse(AsciiXml.write(document), XmlLimits.DEFAULTS).getDocumentElement();

        assertThat(read.getAttribute("b")).isEqualTo(value);
        assertThat(read.getTextContent()).isEqualTo(value);
    }

    @Test
    void charactersThatXmlHasNotAreLeftOut() {
        Document document = HardenedXml.parse("<a/>", XmlLimits.DEFAULTS);
        document.getDocumentElement().setAttribute("b", "1\0\u0001\u001b2\ud83d3\uffff");
        document.getDocumentElement().setTextContent("1\0\u00082\ude003\ufffe");

        assertThat(AsciiXml.write(document)).isEqualTo(DECLARATION + "<a b=\"123\">123</a>");
    }

    @Test
    void commentsStayAndProcessingInstructionsGo() {
        assertThat(rewritten("<!--1\u00e9--><?p i?><a><?q?><!-- <x> --></a><!--3-->"))
                .isEqualTo(DECLARATION + "<!--1?--><a><!-- <x> --></a><!--3-->");
    }

    @Test
    void cdataBecomesText() {
        assertThat(rewritten("<a><![CDATA[<\u00e9>]]></a>")).isEqualTo(DECLARATION + "<a>&lt;&#233;&gt;</a>");
    }

    @Test
    void prefixesAndTheirDeclarationsStayWhereTheyAre() {
        String xml = "<p:a xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><b xmlns=\"urn:b\" p:c=\"1\"><d xmlns=\"\"/></b></p:a>";

        assertThat(rewritten(xml)).isEqualTo(DECLARATION + xml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<gr\u00f6\u00dfe/>", "<a><b><\u00e9 xmlns='urn:x'/></b></a>", "<a \u00e9='1'/>"})
    void nameBeyondAsciiIsRefused(String xml) {
        assertThatThrownBy(() -> rewritten(xml))
                .isInstanceOf(XmlException.class)
                .hasMessageStartingWith("names of elements and attributes must be ASCII, this one is not: '");
    }

    private static String rewritten(String xml) {
        return AsciiXml.write(HardenedXml.parse(xml, XmlLimits.DEFAULTS));
    }
}
