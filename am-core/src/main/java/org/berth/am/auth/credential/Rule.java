// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

/** The rules of an AM for a credential or certificate; each is only checked when those before it hold. */
public enum Rule {
    FORM("size, XML and structure"),
    SIGNATURES("exactly one signature for each credential in it, no identifier twice"),
    ALGORITHMS("only known algorithms and transforms, certificates with each signature"),
    SIGNED("each signature is valid, and covers what is read"),
    TYPE("its type"),
    CERTIFICATES("owner and target have certificates that lead to a trusted root"),
    SIGNER("the issuer is an authority over the target, by a trusted root"),
    DELEGATION("each delegation was its owner's to make, and gives no more than he had"),
    OWNER("it belongs to the caller"),
    TARGET("it is for the slice"),
    PRIVILEGES("its privileges allow the call"),
    STATEMENT("it says that one key speaks for the signer, and nothing else"),
    SPEAKER("the signer is the user, by a trusted root"),
    TOOL("the key is that of the caller's certificate"),
    EXPIRY("it has not run out"),
    NAME("it can be read, and has exactly one publicid URN"),
    VALIDITY("its times, key and extensions"),
    PATH("it leads to a trusted root by authorities of its name space, none of them denied here");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    /** Returns the rule in words, for people. */
    public String sentence() {
        return sentence;
    }
}
