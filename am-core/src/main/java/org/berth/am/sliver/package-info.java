/**
 * The states of a sliver, the transitions between them, its conditions, and how a change of them is stored.
 *
 * <p>No host is called here, and no caller is known: who moves a sliver comes with an event and a transaction.
 */
@NullMarked
package org.berth.am.sliver;

import org.jspecify.annotations.NullMarked;
