// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

/** Ends the delivery of events; twice is once. */
@FunctionalInterface
public interface EventStream extends AutoCloseable {
    @Override
    void close();
}
