/**
 * How agents become hosts of this AM and stay so: the AM's authority for hosts, tokens, the listener for agents that enrol,
 * and the renewal of certificates.
 *
 * <p>Which hosts there are, and how they are called, is known elsewhere.
 */
@NullMarked
package org.berth.am.enroll;

import org.jspecify.annotations.NullMarked;
