// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.request;

import java.util.List;
import java.util.Optional;

/**
 * A node of a request, as the user wrote it.
 *
 * @param clientId the user's name for it: {@code [A-Za-z0-9._:-]}, 1 to 255 characters, unique among the nodes
 * @param componentManagerId the aggregate that it is meant for; absent where empty
 * @param componentId the host that it must be on: a component URN or a short component name
 * @param exclusive whether it must be alone on its host; absent is no preference
 * @param sliverType absent is the aggregate's default
 * @param diskImage the image's name or URN; absent is the sliver type's default
 * @param hardwareTypes any of which will do; empty is no preference
 * @param installs archives to unpack, in order, before the commands
 * @param executes commands to run, in order
 * @param interfaces client ids of its interfaces
 */
public record RequestNode(
        String clientId,
        Optional<String> componentManagerId,
        Optional<String> componentId,
        Optional<Boolean> exclusive,
        Optional<String> sliverType,
        Optional<String> diskImage,
        List<String> hardwareTypes,
        List<Install> installs,
        List<Execute> executes,
        List<String> interfaces) {

    /** An archive to fetch from a URL and to unpack into a directory; both come from the user unchecked. */
    public record Install(String url, String path) {}

    /** A command and the shell to run it in; both come from the user unchecked. */
    public record Execute(String shell, String command) {}

    public RequestNode {
        hardwareTypes = List.copyOf(hardwareTypes);
        installs = List.copyOf(installs);
        executes = List.copyOf(executes);
        interfaces = List.copyOf(interfaces);
    }
}
