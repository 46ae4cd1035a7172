// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an AM is asked for.
 *
 * @param componentManager the AM's URN; empty: whichever AM gets the request
 * @param sliverType of each node
 */
record WantedNodes(String componentManager, String sliverType) {
    /** The request RSpec. */
    String request(int nodes) {
        String manager = componentManager.isEmpty() ? "" : " component_manager_id=\"" + componentManager + "\"";
        return IntStream.range(0, nodes)
                .mapToObj(i -> "<node client_id=\"node" + i + "\"" + manager
                        + " exclusive=\"false\"><sliver_type name=\"" + sliverType + "\"/></node>")
                .collect(Collectors.joining(
                        "", "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\">", "</rspec>"));
    }
}
