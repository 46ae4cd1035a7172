// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.berth.am.whole.ConformanceTarget.OwnSlice;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients in the field demand of an AM: jFed's tests of v3 and v2, omni's acceptance test, and what omni was seen to
 * rely on. A test is a row; where a row cannot be met, what is recommended instead. The clients' workflows are gone
 * through once, side by side, before the tests look at the answers.
 *
 * <p>The AM is one of ours, or any: {@code -Dberth.conformance=FILE}, see docs/development.md.
 */
@Tag("docker")
class ConformanceIT implements JfedV3Demands, JfedV2Demands, OmniDemands, OmniRefusals, WireDemands {
    @TempDir
    static Path folder;

    private static ConformanceTarget target;
    private static JfedV3Workflow jfed3;
    private static JfedV2Workflow jfed2;
    private static OmniWorkflow omni;

    @BeforeAll
    static void goThroughTheWorkflows() throws Exception {
        target = ConformanceTarget.open(Files.createDirectories(folder.resolve("target")));
        List<OwnSlice> slices = target.slices();
        SshUser user = SshUser.make(folder, "user");
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            CompletableFuture<JfedV3Workflow> third =
                    supplyAsync(() -> new JfedV3Workflow(target, slices.get(0), slices.get(3), user), clients);
            CompletableFuture<JfedV2Workflow> second =
                    supplyAsync(() -> new JfedV2Workflow(target, slices.get(1), user), clients);
            CompletableFuture<OmniWorkflow> omnis = supplyAsync(() -> new OmniWorkflow(target, slices.get(2)), clients);
            jfed3 = third.get();
            jfed2 = second.get();
            omni = omnis.get();
        } finally {
            clients.shutdown();
        }
    }

    @AfterAll
    static void end() {
        if (target != null) {
            target.close();
        }
    }

    @Override
    public JfedV3Workflow v3() {
        return jfed3;
    }

    @Override
    public JfedV2Workflow v2() {
        return jfed2;
    }

    @Override
    public OmniWorkflow omni() {
        return omni;
    }

    @Override
    public ConformanceTarget target() {
        return target;
    }
}
