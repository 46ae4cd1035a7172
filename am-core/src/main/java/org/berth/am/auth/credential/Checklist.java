// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules that a check has reached. The checker records each rule before it checks it: when it refuses, the last rule
 * is the reason, and those before it hold.
 */
public final class Checklist {
    private final List<Rule> reached = new ArrayList<>();

    /** Those before this one hold; now this is looked at. */
    public void reach(Rule rule) {
        reached.add(rule);
    }

    /** Those reached, in that order. */
    public List<Rule> reached() {
        return List.copyOf(reached);
    }
}
