// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import java.util.Optional;
import org.berth.am.client.Credentials;
import org.berth.rspec.Urn;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name a slice, or some of its slivers. */
final class TargetOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--slice",
            paramLabel = "URN",
            description = "The slice, its URN. Without it: the one that the credential is for.")
    private Optional<String> slice = Optional.empty();

    @Option(
            names = "--sliver",
            paramLabel = "URN",
            description = "Only this sliver; may be given several times. Without it: the whole slice.")
    private List<String> slivers = List.of();

    List<Urn> targets(Credentials credentials) {
        return slivers.isEmpty()
                ? List.of(slice(credentials))
                : slivers.stream().map(urn -> parse("--sliver", urn)).toList();
    }

    Urn slice(Credentials credentials) {
        return slice.map(urn -> parse("--slice", urn))
                .or(credentials::slice)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "No credential given is for a slice: name the slice with --slice URN"));
    }

    private Urn parse(String option, String text) {
        try {
            return Urn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
