// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.rspec.advertisement.OperationalStates.Action;
import org.berth.rspec.advertisement.OperationalStates.State;
import org.berth.rspec.advertisement.OperationalStates.Wait;
import org.junit.jupiter.api.Test;

/** The tables of states and actions in docs/reference.md, as the lifecycle says. */
class ReferenceStatesTest {
    private static final Path REFERENCE = Path.of("../docs/reference.md");
    private static final Lifecycle LIFECYCLE = ContainerLifecycle.LIFECYCLE;

    @Test
    void referenceHasTheStatesOfTheLifecycle() throws IOException {
        // given
        String table = """
                | operational | in v2 | | actions | leads by itself to |
                |---|---|---|---|---|
                """
                + Stream.of(OperationalState.values())
                        .map(ReferenceStatesTest::row)
                        .collect(Collectors.joining());

        // then
        assertReferenceHas(table);
    }

    @Test
    void referenceHasTheActionsOfTheLifecycle() throws IOException {
        // given
        String table = """
                | action | |
                |---|---|
                """
                + LIFECYCLE.advertised().states().stream()
                        .flatMap(state -> state.actions().stream())
                        .collect(Collectors.toMap(Action::name, Action::description, (one, same) -> one))
                        .entrySet()
                        .stream()
                        .map(action -> "| `" + action.getKey() + "` | " + action.getValue() + " |\n")
                        .sorted()
                        .collect(Collectors.joining());

        // then
        assertReferenceHas(table);
    }

    private static void assertReferenceHas(String table) throws IOException {
        assertThat(Files.readString(REFERENCE).contains("\n\n" + table + "\n"))
                .as("docs/reference.md differs from ContainerLifecycle; write there:\n\n%s", table)
                .isTrue();
    }

    private static String row(OperationalState state) {
        State advertised = LIFECYCLE.advertised().states().stream()
                .filter(one -> one.name().equals(state.geniName()))
                .findFirst()
                .orElseThrow();
        List<Wait> waits = advertised.waits();
        String next = names(waits.stream().filter(Wait::success).map(Wait::next))
                + waits.stream()
                        .filter(wait -> !wait.success())
                        .map(wait -> "; on failure `" + wait.next() + "`")
                        .collect(Collectors.joining());
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        state.geniName(),
                        LIFECYCLE.v2Name(state),
                        advertised.description(),
                        names(advertised.actions().stream().map(Action::name)),
                        next)
                .replaceAll(" +", " ");
    }

    private static String names(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
