// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.store.SliverRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(1));

    private final Sliver sliver = new Sliver(new SliverRow(
            new SliverRow.Place("a", "urn", "slice", 1, 0, "a", "t", "", "h", 1, "", Optional.empty(), 0, 0),
            new SliverRow.Lease("PROVISIONED", NOW, Optional.empty()),
            new SliverRow.Wish("RUNNING", "CONFIGURING", 1, 0, 0),
            new SliverRow.Done(0, 0, 0, 0, true, true),
            List.of(),
            NOW,
            0));

    @Test
    void sentenceHasThemInOneOrderHoweverTheyCame() {
        assertThat(sliver.with(Condition.DISK_PRESSURE, "disk", NOW)
                        .with(Condition.COMMAND_FAILED, "command", NOW)
                        .with(Condition.OUT_OF_MEMORY, "memory; much", NOW)
                        .with(Condition.STEP_FAILED, "step", NOW)
                        .conditions()
                        .with(Condition.HOST_UNREACHABLE, "host", NOW)
                        .sentence())
                .isEqualTo("host; step; command; memory; much; disk");
    }

    @Test
    void whyAContainerIsNotAsDesiredIsSaidByTheLatestAlone() {
        // when
        Conditions conditions = sliver.with(Condition.CONTAINER_STOPPED, "stopped", NOW)
                .with(Condition.COMMAND_FAILED, "command", NOW)
                .with(Condition.STEP_FAILED, "step", LATER)
                .conditions();

        // then
        assertThat(conditions.sentence()).isEqualTo("step; command");
        assertThat(conditions.has(Condition.CONTAINER_STOPPED)).isFalse();
    }

    @Test
    void conditionThatHoldsOnKeepsItsTimeAndTakesTheNewText() {
        assertThat(sliver.with(Condition.STEP_FAILED, "first", NOW)
                        .with(Condition.STEP_FAILED, "second", LATER)
                        .row()
                        .conditions())
                .containsExactly(new SliverRow.Condition("StepFailed", "second", NOW));
    }

    @Test
    void textIsBounded() {
        assertThat(sliver.with(Condition.STEP_FAILED, "x".repeat(100_000), NOW)
                        .conditions()
                        .sentence())
                .hasSize(16 * 1024);
    }

    @Test
    void successEndsFailuresAndOwnersActionEndsAllButTheLossOfTheHost() {
        // given
        Sliver all = sliver;
        for (Condition condition : Condition.values()) {
            all = all.with(condition, condition.storedName(), NOW);
        }

        // then
        assertThat(after(all, SliverEvent.RUNS))
                .isEqualTo("HostUnreachable; HostRemoved; CommandFailed; OutOfMemory; DiskPressure");
        assertThat(after(after(all), SliverEvent.RELOAD)).isEqualTo("HostRemoved");
        assertThat(after(after(all), SliverEvent.RESTART)).isEqualTo("HostRemoved");
    }

    @ParameterizedTest
    @EnumSource
    void storedNameIsReadBack(Condition condition) {
        assertThat(sliver.with(condition, "text", NOW).conditions().has(condition))
                .isTrue();
        assertThat(sliver.conditions().has(condition)).isFalse();
    }

    private static Sliver after(Sliver sliver) {
        return sliver.on(SliverEvent.STEP_FAILED).orElseThrow().sliver();
    }

    private static String after(Sliver sliver, SliverEvent event) {
        return sliver.on(event).orElseThrow().sliver().conditions().sentence();
    }
}
