/**
 * {@code berth bench}: what calls cost an AM over the network, how long users wait for containers, and what the use cases
 * cost (JMH). Any AM can be measured, ours is filled before. No test asserts on it.
 */
@NullMarked
package org.berth.am.bench;

import org.jspecify.annotations.NullMarked;
