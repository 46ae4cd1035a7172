// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.berth.am.slice.SliceAdmin;
import org.berth.am.slice.SliceAdmin.OwnedSlice;
import org.berth.am.slice.SliceAdmin.OwnedSliver;
import org.berth.rspec.Urn;

/** Serves {@code berth slice}, {@code berth sliver} and {@code berth trust deny --stop} in the running AM. */
public final class SliceControl {
    public static final String LIST = "slices.list";
    public static final String SHOW = "slices.show";
    public static final String SHUTDOWN = "slices.shutdown";
    public static final String DELETE = "slices.delete";
    public static final String STOP_ALL_OF = "slices.stop-all-of";
    public static final String LIST_SLIVERS = "slivers.list";
    public static final String SHOW_SLIVER = "slivers.show";
    public static final String STOP_SLIVER = "slivers.stop";
    public static final String DELETE_SLIVER = "slivers.delete";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SliceAdmin slices;

    public SliceControl(SliceAdmin slices) {
        this.slices = slices;
    }

    public void offerOn(ControlSocket control) {
        control.offer(LIST, arguments -> list());
        control.offer(SHOW, arguments -> json(slices.slice(ControlCommand.urn(arguments, "slice"))));
        control.offer(SHUTDOWN, this::shutdown);
        control.offer(DELETE, this::delete);
        control.offer(STOP_ALL_OF, this::stopAllOf);
        control.offer(LIST_SLIVERS, arguments -> listSlivers());
        control.offer(SHOW_SLIVER, arguments -> json(slices.sliver(ControlCommand.urn(arguments, "sliver"))));
        control.offer(STOP_SLIVER, this::stopSliver);
        control.offer(DELETE_SLIVER, this::deleteSliver);
    }

    private JsonNode list() {
        ArrayNode list = JSON.arrayNode();
        slices.slices().forEach(slice -> list.add(json(slice)));
        return list;
    }

    private JsonNode listSlivers() {
        ArrayNode list = JSON.arrayNode();
        slices.slivers().forEach(sliver -> list.add(json(sliver)));
        return list;
    }

    private JsonNode shutdown(JsonNode arguments) {
        Urn slice = ControlCommand.urn(arguments, "slice");
        slices.shutdown(slice);
        return JSON.objectNode().put("slice", slice.toString());
    }

    private JsonNode delete(JsonNode arguments) {
        Urn slice = ControlCommand.urn(arguments, "slice");
        return JSON.objectNode().put("slice", slice.toString()).put("deleted", slices.delete(slice));
    }

    private JsonNode stopAllOf(JsonNode arguments) {
        SliceAdmin.Stopped stopped = slices.stopAllOf(ControlCommand.urn(arguments, "what"));
        ObjectNode answer = JSON.objectNode();
        stopped.slices().forEach(answer.putArray("slices")::add);
        stopped.slivers().forEach(answer.putArray("slivers")::add);
        ArrayNode left = answer.putArray("left");
        stopped.left()
                .forEach(sliver -> left.addObject()
                        .put("sliver", sliver.sliver())
                        .put("slice", sliver.slice())
                        .put("why", sliver.why()));
        answer.put("more", stopped.more());
        return answer;
    }

    private JsonNode stopSliver(JsonNode arguments) {
        Urn sliver = ControlCommand.urn(arguments, "sliver");
        slices.stopSliver(sliver);
        return JSON.objectNode().put("sliver", sliver.toString());
    }

    private JsonNode deleteSliver(JsonNode arguments) {
        Urn sliver = ControlCommand.urn(arguments, "sliver");
        slices.deleteSliver(sliver);
        return JSON.objectNode().put("sliver", sliver.toString());
    }

    private static ObjectNode json(OwnedSlice slice) {
        ObjectNode node = JSON.objectNode().put("slice", slice.slice()).put("shutDown", slice.shutDown());
        ArrayNode slivers = node.putArray("slivers");
        slice.slivers().forEach(sliver -> slivers.add(json(sliver)));
        return node;
    }

    private static ObjectNode json(OwnedSliver sliver) {
        return JSON.objectNode()
                .put("sliver", sliver.status().sliver().toString())
                .put("slice", sliver.slice())
                .put("user", sliver.user())
                .put("node", sliver.node())
                .put("type", sliver.type())
                .put("host", sliver.host())
                .put("port", sliver.port())
                .put("ipv6", sliver.ipv6())
                .put("allocation", sliver.status().allocation().geniName())
                .put("operational", sliver.status().operational().geniName())
                .put("expires", sliver.status().expires().toString())
                .put("error", sliver.status().error());
    }
}
