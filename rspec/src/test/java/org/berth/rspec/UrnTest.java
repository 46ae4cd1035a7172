// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrnTest {
    @Test
    void partsAreTakenApart() {
        Urn urn = Urn.parse("urn:publicid:IDN+ilabt.imec.be:proj+slice+my-slice_1.a");

        assertThat(urn.authority()).isEqualTo("ilabt.imec.be:proj");
        assertThat(urn.type()).isEqualTo("slice");
        assertThat(urn.name()).isEqualTo("my-slice_1.a");
        assertThat(urn).hasToString("urn:publicid:IDN+ilabt.imec.be:proj+slice+my-slice_1.a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:publicid:IDN+geni:gpo:gcf+user+alice",
                "urn:publicid:idn+geni:gpo:gcf+AUTHORITY+sa",
                "URN:PUBLICID:IDN+a+node+x",
                "urn:publicid:IDN+emulab.net+image+emulab-ops//UBUNTU18-64-STD",
                "urn:publicid:IDN+emulab.net+image+emulab-ops:FEDORA;1%2B2",
                "urn:publicid:IDN+a_b.c-d+tool+me@example.org",
                "urn:publicid:IDN+a+sliver+0f0e;~!*"
            })
    void urnsOfTheFieldAreTaken(String text) {
        assertThat(Urn.parse(text).toString()).isEqualToIgnoringCase(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "urn:publicid:IDN",
                "urn:publicid:IDN+a+user",
                "urn:publicid:IDN+a+user+b+c",
                "urn:publicid:IDN+IDN+a+node+b",
                "urn:publicid:geni:gpo:gcf+authority+am",
                "urn:publicid:IDN++user+b",
                "urn:publicid:IDN+a++b",
                "urn:publicid:IDN+a+user+",
                "urn:publicid:IDN+a:+user+b",
                "urn:publicid:IDN+:a+user+b",
                "urn:publicid:IDN+a::b+user+c",
                "urn:publicid:IDN+a b+user+c",
                "urn:publicid:IDN+a+user+b c",
                "urn:publicid:IDN+a/b+user+c",
                "urn:publicid:IDN+a+us3r+c",
                "urn:publicid:IDN+a+user+b\n",
                "urn:publicid:IDN+a+user+b\r",
                "urn:publicid:IDN+a\n+user+b",
                "urn:publicid:IDN+a+user\0+b",
                "urn:publicid:IDN+a+user+b\0",
                "urn:publicid:IDN+a+user+b\u007f",
                "urn:publicid:IDN+a+user+b\u0085",
                "urn:publicid:IDN+a+user+\u00e9",
                "urn:publicid:IDN+\u0430+user+b",
                " urn:publicid:IDN+a+user+b",
                "urn:uuid:5648c243-0046-4f7c-9bcb-48d61448c8a1",
                "http://example.org/a+b+c+d"
            })
    void whatIsNoUrnIsRefusedInPrintableAscii(String text) {
        assertThatThrownBy(() -> Urn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .matches("[ -~]+");
    }

    @Test
    void overlongTextIsRefusedUnread() {
        assertThatThrownBy(() -> Urn.parse("+".repeat(1_000_000)))
                .hasMessage("a URN has at most 1024 characters, this one has 1000000");
    }

    @Test
    void plusInANameIsWrittenAsPercent2B() {
        assertThat(Urn.parse("urn:publicid:IDN+a+user+b%2Bc").name()).isEqualTo("b%2Bc");
        assertThatThrownBy(() -> new Urn("a", "user", "b+c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a URN with a bad name: 'b+c'");
    }

    @Test
    void caseMattersToNobodyAndIsKept() {
        Urn one = Urn.parse("urn:publicid:IDN+Example.ORG+User+Joe");
        Urn other = Urn.parse("URN:publicid:idn+example.org+user+joe");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.key()).isEqualTo("urn:publicid:idn+example.org+user+joe");
        assertThat(one).hasToString("urn:publicid:IDN+Example.ORG+User+Joe");
        assertThat(one.hasType("USER")).isTrue();
        assertThat(one.hasType("slice")).isFalse();
        assertThat(one).isNotEqualTo(Urn.parse("urn:publicid:IDN+example.org+user+jo"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, a.b",
        "a.b, a.b:c",
        "a.b, a.b:c:d",
        "a.b:c, a.b:c:d",
        "A.B, a.b:C",
        "ilabt.imec.be, ILABT.imec.be:proj"
    })
    void authorityCoversItselfAndWhatIsBelow(String issuer, String subject) {
        assertThat(Urn.authorityCovers(issuer, subject)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a.b:c, a.b",
        "a.b:c, a.b:d",
        "a.b:c, a.b:cd",
        "imec.be, ilabt.imec.be",
        "ilabt.imec.be, imec.be",
        "ilabt.imec.be, evil-ilabt.imec.be",
        "ilabt.imec.be, ilabt.imec.be.evil",
        "ilabt.imec.be, evil:ilabt.imec.be",
        "a, b",
        "a, ab"
    })
    void authorityDoesNotCoverWhatOnlyLooksLikeIt(String issuer, String subject) {
        assertThat(Urn.authorityCovers(issuer, subject)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "geni//gpo//gcf, geni:gpo:gcf",
        "geni:gpo:gcf, geni:gpo:gcf",
        "dockeram.example.com, dockeram.example.com",
        "' example.org//sub ', example.org:sub"
    })
    void baseNameOfTheConfigurationBecomesAnAuthority(String baseName, String authority) {
        assertThat(Urn.authorityOf(baseName)).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//", "a//", "a b", "a+b", "a/b", "a::b"})
    void baseNameThatNamesNoAuthorityIsRefused(String baseName) {
        assertThatThrownBy(() -> Urn.authorityOf(baseName))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + baseName + "'");
    }
}
