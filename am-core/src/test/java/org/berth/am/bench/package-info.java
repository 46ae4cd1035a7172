/**
 * What a call costs with few and with many hosts, measured with JMH ({@code berth bench}). No test asserts on it.
 */
@NullMarked
package org.berth.am.bench;

import org.jspecify.annotations.NullMarked;
