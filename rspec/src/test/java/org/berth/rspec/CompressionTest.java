// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    @Test
    void textComesBackFromOneLineOfBase64() {
        String text = "<rspec>\u00e9\ud83d\ude00</rspec>".repeat(10_000);

        String compressed = Compression.compress(text);

        assertThat(compressed).matches("[A-Za-z0-9+/]+=*").hasSizeLessThan(10_000);
        assertThat(Compression.decompress(compressed)).isEqualTo(text);
    }

    @Test
    void emptyTextIsTheConstant() {
        assertThat(Compression.compress("")).isEqualTo(Compression.EMPTY);
        assertThat(Compression.decompress(Compression.EMPTY)).isEmpty();
    }

    @Test
    void pythonsLineBreaksAreTaken() {
        // base64.encodestring(zlib.compress(...)), as Python 2 writes it
        assertThat(Compression.decompress("eJyzKSou\nSE3WtwMA\nDUECxw==\n")).isEqualTo("<rspec/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "AAAA", "H4sIAAAAAAAA", "eJyzKSouSE22"})
    void whatIsNotCompressedTextIsRefused(String text) {
        assertThatThrownBy(() -> Compression.decompress(text))
                .isInstanceOf(RspecException.class)
                .hasMessageStartingWith("the compressed RSpec is not ");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        String latin1 = Base64.getEncoder().encodeToString(zlib(new byte[] {(byte) 0xe9}));

        assertThatThrownBy(() -> Compression.decompress(latin1)).isInstanceOf(RspecException.class);
    }

    @Test
    void inflationStopsAtTenMebibytes() {
        String bomb = Base64.getEncoder().encodeToString(zlib(new byte[11 * 1024 * 1024]));

        assertThatThrownBy(() -> Compression.decompress(bomb))
                .hasMessage("the compressed RSpec is more than 10485760 bytes when inflated");
    }

    private static byte[] zlib(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[plain.length / 100 + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }
}
