// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.berth.am.slice.Orphans;
import org.berth.am.sliver.SliverStatus;
import org.berth.dockermaster.FoundSliver;
import org.berth.rspec.Urn;

/** Serves {@code berth orphans} in the running AM. */
public final class OrphanControl {
    public static final String LIST = "orphans.list";
    public static final String ADOPT = "orphans.adopt";
    public static final String REMOVE = "orphans.remove";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Orphans orphans;

    public OrphanControl(Orphans orphans) {
        this.orphans = orphans;
    }

    public void offerOn(ControlSocket control) {
        control.offer(LIST, arguments -> list());
        control.offer(ADOPT, this::adopt);
        control.offer(REMOVE, this::remove);
    }

    private JsonNode list() {
        ArrayNode list = JSON.arrayNode();
        for (Orphans.OnHost host : orphans.list()) {
            host.orphans()
                    .forEach(orphan ->
                            describe(orphan.container(), list.addObject().put("host", host.host())));
            if (!host.trouble().isEmpty()) {
                list.addObject().put("host", host.host()).put("trouble", host.trouble());
            }
        }
        return list;
    }

    private static void describe(FoundSliver container, ObjectNode row) {
        row.put("sliver", container.sliver())
                .put("slice", container.slice())
                .put("node", container.node())
                .put("type", container.type())
                .put("am", container.am())
                .put("state", container.detail());
    }

    private JsonNode adopt(JsonNode arguments) {
        SliverStatus adopted = orphans.adopt(
                sliver(arguments), Duration.ofDays(arguments.path("days").asInt()));
        return JSON.objectNode()
                .put("sliver", adopted.sliver().toString())
                .put("expires", adopted.expires().toString());
    }

    private JsonNode remove(JsonNode arguments) {
        Urn sliver = sliver(arguments);
        orphans.remove(sliver);
        return JSON.objectNode().put("sliver", sliver.toString());
    }

    private static Urn sliver(JsonNode arguments) {
        return ControlCommand.urn(arguments, "sliver");
    }
}
