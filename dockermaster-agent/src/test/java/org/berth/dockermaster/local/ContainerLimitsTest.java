// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Info;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With what engines answered: no file system here has a quota. */
class ContainerLimitsTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final ContainerType PLAIN = new ContainerType(
            "plain",
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of());

    private final ContainerLimits limits = new ContainerLimits(mock(), OptionalLong.empty());

    private void engine(String driver, String fileSystem, long memory) throws JsonProcessingException {
        limits.update(JSON.readValue(
                "{\"Driver\":\"" + driver + "\",\"DriverStatus\":[[\"Backing Filesystem\",\"" + fileSystem
                        + "\"],[\"Supports d_type\",\"true\"],[\"Native Overlay Diff\",\"true\"],[\"userxattr\",\"false\"]],"
                        + "\"MemTotal\":" + memory + "}",
                Info.class));
    }

    @ParameterizedTest
    @CsvSource({
        "overlay2, extfs, false",
        "overlay2, xfs, true",
        "btrfs, btrfs, true",
        "zfs, zfs, true",
        "fuse-overlayfs, xfs, false",
        "overlayfs, xfs, false", // containerd's snapshotter, which passes the quota over in silence
        "vfs, extfs, false"
    })
    void enginesQuotaIsUsedWhereTheStorageDriverHasOne(String driver, String fileSystem, boolean quota)
            throws JsonProcessingException {
        engine(driver, fileSystem, 8L << 30);

        assertThat(limits.of(PLAIN).diskQuota()).isEqualTo(quota);
        assertThat(limits.of(PLAIN).diskWatched()).isNotEqualTo(quota);
    }

    @Test
    void quotaThatTheEngineRefusesIsReplacedByTheWatchFromThenOn() throws JsonProcessingException {
        // given
        engine("overlay2", "xfs", 8L << 30);
        List<Limits> tried = new ArrayList<>();

        // when
        String id = limits.create(limits.of(PLAIN), limited -> {
            tried.add(limited);
            if (limited.diskQuota()) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "making the container: --storage-opt is supported only for overlay over xfs with 'pquota' mount option");
            }
            return "made";
        });

        // then
        assertThat(id).isEqualTo("made");
        assertThat(tried).extracting(Limits::diskWatched).containsExactly(false, true);
        assertThat(limits.of(PLAIN).diskWatched()).isTrue();
    }

    @Test
    void otherRefusalsArePassedOn() throws JsonProcessingException {
        engine("overlay2", "xfs", 8L << 30);

        assertThatThrownBy(() -> limits.create(limits.of(PLAIN), limited -> {
                    throw new DockerMasterException(Kind.FAILED, "making the container: no such image");
                }))
                .hasMessageContaining("no such image");
        assertThat(limits.of(PLAIN).diskQuota()).isTrue();
    }

    @Test
    void defaultsKeepOneContainerFromTakingAllThereIs() throws JsonProcessingException {
        engine("overlay2", "extfs", 64L << 30);
        assertThat(limits.of(PLAIN)).isEqualTo(new Limits(16L << 30, 0, 4096, 20L << 30, false));

        engine("overlay2", "extfs", 2L << 30);
        assertThat(limits.of(PLAIN).memoryBytes()).isEqualTo(1L << 30);

        ContainerLimits most = new ContainerLimits(mock(), OptionalLong.of(512L << 20));
        most.update(limits.info());
        assertThat(most.of(PLAIN).memoryBytes()).isEqualTo(512L << 20);
    }

    @Test
    void typeMayBeUnlimitedOrHaveLimitsOfItsOwn() throws JsonProcessingException {
        // given
        engine("overlay2", "xfs", 64L << 30);
        OptionalLong none = OptionalLong.of(ContainerType.UNLIMITED);

        // then
        assertThat(limits.of(new ContainerType("all", none, OptionalDouble.of(0), none, none, List.of(), List.of())))
                .isEqualTo(new Limits(0, 0, 0, 0, false));
        assertThat(limits.of(new ContainerType(
                        "some",
                        OptionalLong.of(5),
                        OptionalDouble.of(0.5),
                        OptionalLong.of(6),
                        OptionalLong.of(7),
                        List.of(),
                        List.of())))
                .isEqualTo(new Limits(5, 0.5, 6, 7, true));
    }
}
