// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import org.berth.dockermaster.FoundSliver;
import org.berth.rspec.Urn;

/** The request that an adopted container might have come from, for its manifest: the real one was lost with the database. */
final class AdoptedRequest {
    private AdoptedRequest() {}

    static String of(Urn aggregate, FoundSliver container) {
        return """
                <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request">
                  <node client_id="%s" component_manager_id="%s" exclusive="false">
                    <sliver_type name="%s"/>
                  </node>
                </rspec>
                """.formatted(attribute(container.node()), attribute(aggregate.toString()), attribute(container.type()));
    }

    private static String attribute(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
