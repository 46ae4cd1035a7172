// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/**
 * A node of an advertisement: a host that can hold slivers.
 *
 * @param name its component name; its component id where it has no name
 * @param available whether the AM places something on it now
 * @param freeSlots how many more slivers it takes, as it came; empty if the AM does not say
 * @param hardwareTypes names, in the advertisement's order
 * @param images names of the disk images that can be had, by sliver type
 */
public record AdvertisedHost(
        String name,
        boolean available,
        String freeSlots,
        List<String> hardwareTypes,
        Map<String, List<String>> images) {
    private static final String EMULAB = "http://www.protogeni.net/resources/rspec/ext/emulab/1";

    public AdvertisedHost {
        hardwareTypes = List.copyOf(hardwareTypes);
        images = new LinkedHashMap<>(images);
    }

    /**
     * Reads the nodes of an advertisement.
     *
     * @throws ConnectionException if the AM sent something that is no XML
     */
    public static List<AdvertisedHost> of(String advertisement) {
        return RspecElements.below(RspecElements.root("advertisement", advertisement), "node").stream()
                .map(AdvertisedHost::of)
                .toList();
    }

    private static AdvertisedHost of(Element node) {
        String name = node.getAttribute("component_name");
        Map<String, List<String>> images = new LinkedHashMap<>();
        RspecElements.below(node, "sliver_type")
                .forEach(type -> images.put(type.getAttribute("name"), names(type, "disk_image")));
        return new AdvertisedHost(
                name.isEmpty() ? node.getAttribute("component_id") : name,
                RspecElements.below(node, "available").stream()
                        .anyMatch(available -> available.getAttribute("now").equals("true")),
                RspecElements.below(node, EMULAB, "node_type").stream()
                        .map(type -> type.getAttribute("type_slots"))
                        .findFirst()
                        .orElse(""),
                names(node, "hardware_type"),
                images);
    }

    private static List<String> names(Element parent, String element) {
        return RspecElements.below(parent, element).stream()
                .map(found -> found.getAttribute("name"))
                .toList();
    }
}
