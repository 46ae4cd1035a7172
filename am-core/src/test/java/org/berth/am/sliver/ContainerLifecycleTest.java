// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state with every event, against a table written out by hand; a dash is what must be refused. */
class ContainerLifecycleTest {
    private static final String TABLE = """
            state              START          STOP     RESTART     RELOAD      UPDATE_USERS   SHUT_DOWN RUNS_WITH_COMMANDS_LEFT RUNS_WITH_USERS_LEFT RUNS  COMMANDS_ENDED USERS_UPDATED STOPPED  STEP_FAILED FOUND_STOPPED FOUND_RUNNING FOUND_GONE FOUND_FULL
            PENDING_ALLOCATION -              -        -           -           -              -         -                       -                    -     -              -             -        -           -             -             -          -
            NOTREADY           CONFIGURING    NOTREADY -           CONFIGURING -              NOTREADY  -                       -                    -     -              -             -        -           -             STOPPING      FAILED     -
            CONFIGURING        CONFIGURING    -        -           -           -              STOPPING  READY_BUSY              UPDATING_USERS       READY -              -             -        FAILED      CONFIGURING   -             FAILED     NOTREADY
            STOPPING           -              STOPPING -           -           -              STOPPING  -                       -                    -     -              -             NOTREADY FAILED      -             STOPPING      FAILED     -
            READY              READY          STOPPING CONFIGURING CONFIGURING UPDATING_USERS STOPPING  -                       -                    -     -              -             -        FAILED      CONFIGURING   -             FAILED     NOTREADY
            READY_BUSY         READY_BUSY     STOPPING CONFIGURING CONFIGURING READY_BUSY     STOPPING  -                       -                    -     READY          -             -        FAILED      CONFIGURING   -             FAILED     NOTREADY
            UPDATING_USERS     UPDATING_USERS STOPPING CONFIGURING CONFIGURING UPDATING_USERS STOPPING  -                       -                    -     -              READY         -        FAILED      CONFIGURING   -             FAILED     NOTREADY
            FAILED             -              -        CONFIGURING CONFIGURING -              STOPPING  READY_BUSY              UPDATING_USERS       READY -              -             -        -           -             FAILED        -          -
            """;

    @Test
    void eachStateTakesEachEventAsTheTableSays() {
        // given
        List<String> lines = TABLE.lines().toList();
        String[] events = lines.get(0).split(" +");

        // when
        List<String> found = new ArrayList<>();
        for (OperationalState state : OperationalState.values()) {
            StringBuilder line = new StringBuilder(state.name());
            for (int i = 1; i < events.length; i++) {
                line.append(' ')
                        .append(ContainerLifecycle.LIFECYCLE
                                .from(state, SliverEvent.valueOf(events[i]))
                                .map(transition -> transition.next().name())
                                .orElse("-"));
            }
            found.add(line.toString());
        }

        // then
        assertThat(events).hasSize(SliverEvent.values().length + 1);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(lines.stream()
                        .skip(1)
                        .map(line -> line.replaceAll(" +", " "))
                        .collect(Collectors.toList()));
    }

    @Test
    void whatMustBeCarriedOutOnTheHostAlwaysEnqueuesWork() {
        for (OperationalState state : OperationalState.values()) {
            for (SliverEvent event : SliverEvent.values()) {
                if (event == SliverEvent.RUNS_WITH_USERS_LEFT) {
                    continue; // A worker's, which has it in hand.
                }
                ContainerLifecycle.LIFECYCLE
                        .from(state, event)
                        .filter(transition -> transition.next() != state)
                        .filter(transition -> transition.next() == OperationalState.CONFIGURING
                                || transition.next() == OperationalState.STOPPING
                                || transition.next() == OperationalState.UPDATING_USERS)
                        .ifPresent(transition -> assertThat(transition.effects())
                                .as("%s on %s", state, event)
                                .contains(SideEffect.ENQUEUE_WORK));
            }
        }
    }
}
