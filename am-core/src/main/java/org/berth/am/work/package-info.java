/**
 * The work behind the calls: steps on hosts until the observed state is the desired one, install and execute commands,
 * reconciliation, ended leases and removed hosts.
 *
 * <p>What is due is stored, so that it goes on after the AM died at any instruction. No use case is called from here.
 */
@NullMarked
package org.berth.am.work;

import org.jspecify.annotations.NullMarked;
