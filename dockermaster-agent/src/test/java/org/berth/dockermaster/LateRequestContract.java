package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} does with requests that come after those that were made after them. */
abstract class LateRequestContract extends PoolContract {

    @Test
    void deletedSliverIsNeverMadeAgain() {
        // given
        SliverSpec made = made(newSliver());
        host.delete(made.sliver());

        // when
        expect(Kind.GONE, () -> host.create(made)).hasMessageContaining(made.sliver() + " was deleted here at ");
        expect(Kind.GONE, () -> host.reserve(made));
        reopen();
        expect(Kind.GONE, () -> host.create(generation(made, 2)));

        // then
        assertThat(containers()).isEmpty();
    }

    @Test
    void requestThatIsOvertakenByItsDeletionMakesNothing() {
        // given
        SliverSpec spec = newSliver();
        host.delete(spec.sliver());

        // when
        expect(Kind.GONE, () -> host.reserve(spec));

        // then
        assertThat(host.reserve(newSliver()).sshPort()).isEqualTo(FIRST_PORT);
    }

    @Test
    void deletionIsForgottenAfterNinetyDays() {
        // given
        SliverSpec spec = newSliver();
        host.delete(spec.sliver());
        clock.advance(Duration.ofDays(89));
        host.delete(newSliver().sliver());
        expect(Kind.GONE, () -> host.reserve(spec));

        // when
        clock.advance(Duration.ofDays(2));
        host.delete(newSliver().sliver());

        // then
        assertThat(host.reserve(spec)).isEqualTo(spec.endpoint());
    }

    @Test
    void olderGenerationIsNeverMadeAgain() {
        // given
        SliverSpec made = made(newSliver());
        SliverSpec reloaded = made(generation(made, 2));
        String id = onlyContainer();

        // when
        expect(Kind.GONE, () -> host.create(made)).hasMessageContaining("generation 1 of sliver");
        expect(Kind.GONE, () -> host.reserve(made)).hasMessageContaining("was replaced by 2");
        loseState();
        expect(Kind.GONE, () -> host.create(made));

        // then
        assertThat(onlyContainer()).isEqualTo(id);
        host.create(reloaded);
        assertThat(onlyContainer()).isEqualTo(id);
    }

    @Test
    void hostThatLostItsStateForgetsOnlyWhatHasNoContainer() {
        // given
        SliverSpec kept = made(newSliver());
        SliverSpec deleted = newSliver(PLAIN, FIRST_PORT + 1);
        host.delete(deleted.sliver());

        // when
        loseState();

        // then
        host.delete(deleted.sliver());
        expect(Kind.GONE, () -> host.create(deleted));
        assertThat(host.list())
                .filteredOn(found -> found.am().equals(am))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.sliver()).isEqualTo(kept.sliver());
                    assertThat(found.endpoint()).isEqualTo(kept.endpoint());
                });
        host.delete(kept.sliver());
        assertThat(containers()).isEmpty();
    }
}
