// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Namespaces;

/**
 * The description of an aggregate in GetVersion.
 *
 * @param urn the AM's URN, {@code urn:publicid:IDN+<name>+authority+am}
 * @param versions the URL of each API version that is served, by its number; absolute https URLs that clients can reach
 * @param software the version of this software, out of {@code [A-Za-z0-9 -.:#_+()]}
 * @param speaksFor whether tools may speak for users who say so in an ABAC credential
 */
public record AmDescription(Urn urn, Map<Integer, URI> versions, String software, boolean speaksFor) {
    private static final String SCHEMA = "http://www.geni.net/resources/rspec/3/";

    public AmDescription {
        versions = Map.copyOf(versions);
    }

    /** GetVersion's value for AM API v3. Types are as omni and jFed compare them: numbers are ints, versions strings. */
    Map<String, Object> v3() {
        Map<String, Object> value = value(3);
        value.put("geni_single_allocation", 0);
        value.put("geni_allocate", "geni_many");
        return value;
    }

    /** GetVersion's value for AM API v2. */
    Map<String, Object> v2() {
        return value(2);
    }

    private Map<String, Object> value(int version) {
        Map<String, Object> value = new TreeMap<>();
        value.put("geni_api", version);
        value.put("geni_api_versions", urls());
        value.put("geni_request_rspec_versions", List.of(rspec("request.xsd", List.of())));
        value.put("geni_ad_rspec_versions", List.of(rspec("ad.xsd", List.of(Namespaces.OPSTATE, Namespaces.EMULAB))));
        value.put("geni_credential_types", credentialTypes());
        value.put("geni_am_type", Envelope.AM_TYPE);
        value.put("geni_am_code", software);
        value.put("urn", urn.toString());
        return value;
    }

    private Map<String, Object> urls() {
        return versions.entrySet().stream()
                .collect(Collectors.toMap(
                        v -> v.getKey().toString(), v -> v.getValue().toString()));
    }

    private static Map<String, Object> rspec(String schema, List<String> extensions) {
        return Map.of(
                "type",
                "GENI",
                "version",
                "3",
                "schema",
                SCHEMA + schema,
                "namespace",
                Namespaces.RSPEC,
                "extensions",
                extensions);
    }

    private List<Map<String, Object>> credentialTypes() {
        List<Map<String, Object>> types = new ArrayList<>();
        types.add(credentialType("geni_sfa", "3"));
        types.add(credentialType("geni_sfa", "2"));
        if (speaksFor) {
            types.add(credentialType("geni_abac", "1"));
        }
        return types;
    }

    private static Map<String, Object> credentialType(String type, String version) {
        return Map.of("geni_type", type, "geni_version", version);
    }
}
