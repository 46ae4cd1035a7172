// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import org.berth.rspec.Urn;

/**
 * An element of {@code geni_users}.
 *
 * @param urn the user's URN
 * @param keys OpenSSH public key lines, already checked to be such
 */
public record User(Urn urn, List<String> keys) {
    public User {
        keys = List.copyOf(keys);
    }
}
