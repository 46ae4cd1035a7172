// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;
import org.berth.dockermaster.config.NearestKey;
import org.berth.dockermaster.config.Problems;

/** The keys there are, and which sections are no container hosts. */
final class Keys {
    static final String SLIVER_TYPE = "sliver_type ";

    private static final Map<String, Set<String>> FIXED_SECTIONS = Map.of(
            "global", Set.of("base_name", "rootcadir"),
            "aggregate_manager",
                    Set.of(
                            "name",
                            "host",
                            "port",
                            "keyfile",
                            "certfile",
                            "delegate",
                            "multithread",
                            "speaks_for",
                            "manifest_users"),
            "general",
                    Set.of(
                            "public_url",
                            "terms_and_conditions_site_enabled",
                            "disallow_users_if_terms_and_conditions_not_accepted"),
            "state", Set.of("directory", "jdbc_url"),
            "admin", Set.of("host", "port"),
            "enrollment", Set.of("host", "port"),
            "leases", Set.of("allocated_minutes", "default_days", "max_days"),
            "quotas", Set.of("per_slice", "per_user", "per_project"),
            "slivers", Set.of("default_type", "accept_exclusive", "images"));
    private static final Set<String> HOST_KEYS = Set.of(
            "max_containers",
            "node_ipv4_hostname",
            "ipv6_prefix",
            "starting_ipv4_port",
            "dockermaster_pyro4_host",
            "dockermaster_pyro4_password",
            "dockermaster_pyro4_port",
            "docker_host",
            "egress",
            "host_services",
            "country",
            "latitude",
            "longitude",
            "exclusive",
            "memory",
            "cpus");
    private static final Set<String> SLIVER_TYPE_KEYS =
            Set.of("memory", "cpus", "pids", "disk", "capabilities", "devices", "egress");
    /** Sections that geni-tools' gcf_config holds for programs other than the aggregate manager. */
    private static final Set<String> OF_OTHER_PROGRAMS = Set.of("clearinghouse", "gcf-test");

    private Keys() {}

    /** Returns whether the section describes a container host: any that is nothing else. */
    static boolean isHost(Section section) {
        return !FIXED_SECTIONS.containsKey(section.name())
                && !isSliverType(section)
                && !isIgnored(section)
                && !section.name().equals("DEFAULT");
    }

    static boolean isSliverType(Section section) {
        return section.name().startsWith(SLIVER_TYPE);
    }

    /** Reports what is not known, with the nearest that is, and what is known and has no effect. */
    static void check(Collection<Section> sections, Problems problems) {
        for (Section section : sections) {
            if (section.name().equals("DEFAULT")) {
                problems.error(section.origin(), "[DEFAULT] is not supported: write its keys in each section");
            } else if (section.name().startsWith("proxy")) {
                problems.warning(
                        section.origin(),
                        "[" + section.name() + "] has no effect: Berth makes no proxy containers yet");
            } else if (isIgnored(section)) {
                problems.warning(section.origin(), "[" + section.name() + "] has no effect: it is for another program");
            } else {
                section.settings().values().forEach(setting -> checkKey(section, setting, problems));
            }
        }
    }

    private static boolean isIgnored(Section section) {
        return section.name().startsWith("proxy") || OF_OTHER_PROGRAMS.contains(section.name());
    }

    private static void checkKey(Section section, Setting setting, Problems problems) {
        Set<String> known =
                FIXED_SECTIONS.getOrDefault(section.name(), isSliverType(section) ? SLIVER_TYPE_KEYS : HOST_KEYS);
        if (!known.contains(setting.key())) {
            problems.error(
                    setting.origin(),
                    "unknown key '" + setting.key() + "' in [" + section.name() + "]"
                            + (isHost(section) ? ", which is read as a container host" : "")
                            + NearestKey.hint(setting.key(), known, FIXED_SECTIONS));
        }
    }
}
