// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.function.Consumer;

/** Takes what a command writes. */
@FunctionalInterface
public interface CommandOutput extends Consumer<String> {
    /** Takes nothing: only how the command ends is waited for. */
    CommandOutput UNWANTED = new CommandOutput() {
        @Override
        public void accept(String text) {}

        @Override
        public boolean isWanted() {
            return false;
        }
    };

    /** Returns whether there is anybody for it; if not, it is not read, and only empty text is given. */
    default boolean isWanted() {
        return true;
    }
}
