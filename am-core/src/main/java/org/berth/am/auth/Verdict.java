// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.Rule;

/**
 * The decision of an AM about a certificate or credential, and its reasons.
 *
 * @param what what it was taken for, with what it says if it is good
 * @param findings each rule for such a thing, in the order in which they are checked
 */
public record Verdict(String what, List<Finding> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    /** The result of one rule. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** A rule before it failed. */
        NOT_REACHED,
        /** It depends on a call, and nothing was said of one. */
        NOT_ASKED
    }

    /**
     * One rule and what came of it.
     *
     * @param reason why it failed, else empty
     */
    public record Finding(Rule rule, Outcome outcome, String reason) {}

    /** Returns whether it would be accepted. */
    public boolean accepted() {
        return findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAILED);
    }

    /** The verdict that follows from the rules reached, of which the last one failed if there is a refusal. */
    static Verdict of(String what, List<Rule> rules, Checklist list, Optional<String> refusal) {
        List<Rule> reached = list.reached();
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : rules) {
            boolean last = !reached.isEmpty() && reached.get(reached.size() - 1) == rule;
            if (refusal.isPresent() && last) {
                findings.add(new Finding(rule, Outcome.FAILED, refusal.get()));
            } else if (reached.contains(rule)) {
                findings.add(new Finding(rule, Outcome.PASSED, ""));
            } else {
                boolean afterFailure = findings.stream().anyMatch(finding -> finding.outcome() == Outcome.FAILED);
                findings.add(new Finding(rule, afterFailure ? Outcome.NOT_REACHED : Outcome.NOT_ASKED, ""));
            }
        }
        return new Verdict(what, findings);
    }
}
