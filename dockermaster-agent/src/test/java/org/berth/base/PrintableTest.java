// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\u0007",
                "\b",
                "\u001b",
                "\u007f",
                "\u009b",
                "\u00ad",
                "\u061c",
                "\u200b",
                "\u200e",
                "\u200f",
                "\u202a",
                "\u202e",
                "\u2060",
                "\u2066",
                "\u2069",
                "\ufeff",
                "\ufff9",
                "\ud83d",
                "\ude80",
                "\ufdd0",
                "\ufffe",
                "\uffff",
                "\udb40\udc41",
                "\ud83f\udfff"
            })
    void whatCannotBeSeenBecomesAQuestionMark(String invisible) {
        String text = "a" + invisible + "b";

        assertThat(Printable.line(text, 100)).isEqualTo("a?b");
        assertThat(Printable.lines(text)).isEqualTo("a?b");
        assertThat(Printable.ascii(text)).isEqualTo("a?b");
        assertThat(Printable.isLine(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\r", "\r\n", "\t", "\u000b", "\f", "\u0085", "\u2028", "\u2029", " \n \n ", "\u00a0"})
    void whiteSpaceOfALineBecomesOneBlank(String space) {
        assertThat(Printable.line(space + "a" + space + "b" + space, 100)).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\u0085", "\u2028", "\u2029"})
    void textWithALineEndOrTabIsNoLine(String space) {
        assertThat(Printable.isLine("a" + space + "b")).isFalse();
    }

    @Test
    void linesKeepTheirEndsAndTabsAlone() {
        assertThat(Printable.lines("a\tb\nc\r\nd\u000be\u0085f\u2028g\u2029h")).isEqualTo("a\tb\nc?\nd?e?f?g?h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a~ !", "caf\u00e9", "\u4e2d\u6587", "\u05d0", "\ud83d\ude80", "\ufffd", "\ue000"})
    void whatCanBeSeenStays(String visible) {
        assertThat(Printable.line(visible, 100)).isEqualTo(visible);
        assertThat(Printable.lines(visible)).isEqualTo(visible);
        assertThat(Printable.isLine(visible)).isTrue();
    }

    @Test
    void asciiHasAQuestionMarkForEachOtherCharacter() {
        assertThat(Printable.ascii("caf\u00e9 \ud83d\ude80\n\t~")).isEqualTo("caf? ???~");
    }

    @Test
    void longTextIsCutToWhatIsAllowed() {
        String longText = "x".repeat(1_000_000);

        assertThat(Printable.ascii(longText)).hasSize(200).endsWith("x...");
        assertThat(Printable.ascii("x".repeat(200))).doesNotContain(".");
        assertThat(Printable.line(longText, 40)).hasSize(40).endsWith("x...");
        assertThat(Printable.lines(longText, 40)).hasSize(40).endsWith("x...");
        assertThat(Printable.lines(longText)).isEqualTo(longText);
    }

    @Test
    void onlyTheBeginningOfALongTextIsLookedAt() {
        assertThat(Printable.line("a" + " ".repeat(100) + "b", 40)).isEqualTo("a b");
        assertThat(Printable.line("a" + " ".repeat(1000) + "b", 40)).isEqualTo("a ...");
        assertThat(Printable.line("x".repeat(1000) + "\n")).isEqualTo("x".repeat(1000));
    }

    @Test
    void noCharacterIsCutIntoHalves() {
        assertThat(Printable.line("abc\ud83d\ude80defg", 7)).isEqualTo("abc...");
        assertThat(Printable.lines("\ud83d\ude80".repeat(10), 9)).isEqualTo("\ud83d\ude80".repeat(3) + "...");
    }

    @Test
    void noTextIsTheEmptyText() {
        assertThat(Printable.ascii(null)).isEmpty();
        assertThat(Printable.line(null, 10)).isEmpty();
        assertThat(Printable.lines(null, 10)).isEmpty();
    }
}
