package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.berth.am.federation.CredentialContent;
import org.berth.am.federation.CredentialSigner;
import org.berth.am.federation.Identity;
import org.berth.am.federation.SignatureAlgorithm;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialRoundTripTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final TestFederation federation = new TestFederation(InstantSource.fixed(NOW));
    private final Identity alice = federation.user("alice");
    private final Identity slice = federation.slice("myslice");

    @ParameterizedTest
    @EnumSource(
            value = SignatureAlgorithm.class,
            names = {"RSA_SHA1", "RSA_SHA256", "RSA_SHA384", "RSA_SHA512"})
    void everyRsaAlgorithmIsUnderstood(SignatureAlgorithm algorithm) {
        // given
        CredentialContent content =
                new CredentialContent(alice.chain(), slice.chain(), TestFederation.EVERYTHING, NOW.plusSeconds(60));
        String credential = new CredentialSigner(algorithm).issue(content, federation.root());

        // when
        Grant grant = authorize(alice, credential);

        // then
        assertThat(grant.until()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void credentialCanBeDelegatedSeveralTimes() {
        // given
        Identity bob = federation.user("bob");
        Identity carol = federation.user("carol");
        String first = federation.credential(alice, slice);
        String second = federation.delegate(first, alice, bob, slice, TestFederation.EVERYTHING, NOW.plusSeconds(900));
        String third = federation.delegate(second, bob, carol, slice, TestFederation.EVERYTHING, NOW.plusSeconds(600));

        // when
        Grant grant = authorize(carol, third);

        // then
        assertThat(grant).isEqualTo(new Grant(slice.urn(), carol.urn(), NOW.plusSeconds(600)));
    }

    private Grant authorize(Identity caller, String credential) {
        return federation
                .authority()
                .authorize(
                        TestFederation.caller(caller),
                        List.of(TestFederation.presented(credential)),
                        slice.urn(),
                        Operation.CREATE_SLIVER);
    }
}
