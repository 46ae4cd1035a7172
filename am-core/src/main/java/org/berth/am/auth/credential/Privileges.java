// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.berth.base.Printable;
import org.berth.rspec.Urn;

/**
 * The privileges of a credential on its target, with {@code *} expanded.
 *
 * @param list the privileges, names in lower case; unknown names grant nothing
 */
public record Privileges(List<Privilege> list) {
    /** The operations of each privilege (SFA rights table, as the GENI reference implementation has it). */
    private static final Map<String, Set<String>> OPERATIONS = operations();

    private static Map<String, Set<String>> operations() {
        Map<String, Set<String>> limited = Map.of(
                "refresh", Set.of("remove", "update"),
                "resolve", Set.of("resolve", "list", "getcredential"),
                "sa",
                        Set.of(
                                "getticket",
                                "redeemslice",
                                "redeemticket",
                                "createslice",
                                "createsliver",
                                "deleteslice",
                                "deletesliver",
                                "updateslice",
                                "getsliceresources",
                                "loanresources",
                                "stopslice",
                                "startslice",
                                "renewsliver",
                                "resetslice",
                                "listslices",
                                "listnodes",
                                "getpolicy",
                                "sliverstatus"),
                "embed",
                        Set.of(
                                "getticket",
                                "redeemslice",
                                "redeemticket",
                                "createslice",
                                "createsliver",
                                "renewsliver",
                                "deleteslice",
                                "deletesliver",
                                "updateslice",
                                "sliverstatus",
                                "getsliceresources",
                                "shutdown"),
                "bind", Set.of("getticket", "loanresources", "redeemticket"),
                "control",
                        Set.of(
                                "updateslice",
                                "createslice",
                                "createsliver",
                                "renewsliver",
                                "sliverstatus",
                                "stopslice",
                                "startslice",
                                "deleteslice",
                                "deletesliver",
                                "resetslice",
                                "getsliceresources",
                                "getgids"),
                "info", Set.of("listslices", "listnodes", "getpolicy"),
                "ma", Set.of("setbootstate", "getbootstate", "reboot", "getgids", "gettrustedcerts"),
                "operator", Set.of("gettrustedcerts", "getgids"));
        Set<String> everything = new HashSet<>();
        limited.values().forEach(everything::addAll);
        Map<String, Set<String>> all = new HashMap<>(limited);
        all.put("authority", Set.copyOf(everything));
        return Map.copyOf(all);
    }

    /** The privileges as written, with {@code *} replaced by what it stands for on this target. */
    static Privileges on(Urn target, Collection<Privilege> written) {
        return new Privileges(written.stream()
                .map(privilege -> new Privilege(privilege.name().toLowerCase(Locale.ROOT), privilege.canDelegate()))
                .flatMap(privilege -> privilege.name().equals("*")
                        ? allOf(target).stream().map(name -> new Privilege(name, privilege.canDelegate()))
                        : List.of(privilege).stream())
                .toList());
    }

    private static List<String> allOf(Urn target) {
        return switch (target.type().toLowerCase(Locale.ROOT)) {
            case "user" -> List.of("refresh", "resolve", "info");
            case "slice" -> List.of("refresh", "embed", "bind", "control", "info");
            case "node" -> List.of("operator");
            case "authority" ->
                switch (target.name().toLowerCase(Locale.ROOT)) {
                    case "sa" -> List.of("authority", "sa");
                    case "ma", "cm", "sm" -> List.of("authority", "ma");
                    default -> List.of("authority", "sa", "ma");
                };
            default -> List.of();
        };
    }

    /** Their names, for messages. */
    String names() {
        return Printable.ascii(list.stream().map(Privilege::name).collect(Collectors.joining(", ")));
    }

    /** Returns whether one of the privileges includes the operation. */
    public boolean allow(Operation operation) {
        return list.stream().anyMatch(privilege -> operationsOf(privilege).contains(operation.sfaName()));
    }

    /** The first privilege of a delegated credential that these do not let their owner hand on. */
    Optional<String> firstNotDelegable(Privileges delegated) {
        return delegated.list.stream()
                .filter(wanted -> !mayDelegate(wanted))
                .map(Privilege::name)
                .findFirst();
    }

    private boolean mayDelegate(Privilege wanted) {
        Set<String> operations = operationsOf(wanted);
        return !operations.isEmpty()
                && list.stream()
                        .filter(Privilege::canDelegate)
                        .anyMatch(held -> operationsOf(held).containsAll(operations));
    }

    private static Set<String> operationsOf(Privilege privilege) {
        return OPERATIONS.getOrDefault(privilege.name(), Set.of());
    }
}
