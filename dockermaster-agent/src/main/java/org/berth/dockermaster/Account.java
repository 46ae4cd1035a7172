// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;

/**
 * A login account inside a container.
 *
 * @param login a Unix login name, {@code [a-z_][a-z0-9_-]{0,31}}
 * @param keys OpenSSH public key lines; exactly these may log in, none if empty
 */
public record Account(String login, List<String> keys) {
    public Account {
        keys = List.copyOf(keys);
    }
}
