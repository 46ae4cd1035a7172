/**
 * The audit log: who changed what. Knows how lines are written and kept, and nothing of what they tell.
 *
 * <p>Those who write say what happened in plain values; no secret is ever among them.
 */
@NullMarked
package org.berth.am.audit;

import org.jspecify.annotations.NullMarked;
