// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.time.Duration;
import java.util.Set;

/** The builder that every engine has (Docker Engine API, {@code POST /build}). It sets the tag at its end. */
final class ClassicBuilder {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private ClassicBuilder() {}

    /** @param step what is being done, to begin an error message with */
    static void build(BuildImageCmd context, String tag, String step) {
        context.withTags(Set.of(tag))
                .withNoCache(true)
                .withForcerm(true)
                // The host's own way to a mirror works also where containers have none.
                .withNetworkMode("host")
                .exec(new EngineOutput<BuildResponseItem>(step))
                .await(PATIENCE);
    }
}
