// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Authority;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Grant;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.credential.Operation;
import org.berth.rspec.Urn;

/** Takes the credential {@code <good/>} for everything and refuses all others; remembers what it saw. */
final class RecordingAuthority implements Authority {
    static final Instant UNTIL = Instant.parse("2030-02-01T00:00:00Z");

    /** What it calls the credential that gives a right. */
    static final String HASH = "def";

    final List<PresentedCredential> seen = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<Urn> users = new ArrayList<>();

    @Override
    public void admit(Caller caller) {
        // everybody
    }

    @Override
    public Caller speakingFor(Caller tool, Urn user, List<PresentedCredential> credentials) {
        if (credentials.stream().noneMatch(credential -> credential.value().equals("<lets/>"))) {
            throw new AmException(GeniCode.FORBIDDEN, "may not speak for " + user);
        }
        return new Caller(tool.urn(), tool.chain(), "", Optional.of(new Caller.Principal(user, "abc", "anchor")));
    }

    @Override
    public Grant authorize(Caller caller, List<PresentedCredential> credentials, Urn slice, Operation operation) {
        requireAnyValid(caller, credentials);
        asked.add(operation + " on " + slice);
        return new Grant(slice, caller.user(), UNTIL, HASH, "anchor");
    }

    @Override
    public void requireAnyValid(Caller caller, List<PresentedCredential> credentials) {
        if (credentials.isEmpty()) {
            throw new AmException(GeniCode.BADARGS, "credentials is empty");
        }
        seen.addAll(credentials);
        users.add(caller.user());
        if (credentials.stream().noneMatch(credential -> credential.value().equals("<good/>"))) {
            throw new AmException(GeniCode.FORBIDDEN, "no credential is any good");
        }
    }
}
