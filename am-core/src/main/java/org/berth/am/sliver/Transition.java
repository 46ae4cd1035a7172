// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.Set;

/**
 * The state that an event leads to, and its side effects.
 *
 * @param next the state after
 * @param effects to be applied in the transaction that stores the state
 */
record Transition(OperationalState next, Set<SideEffect> effects) {}
