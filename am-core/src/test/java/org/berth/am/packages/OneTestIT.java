// SPDX-License-Identifier: Apache-2.0
package org.berth.am.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.Commands.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code berth test --only} in a checkout whose Maven only prints results, on a machine whose engine does not answer. */
class OneTestIT {
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >maven-arguments
            cat maven-output
            grep -q 'BUILD SUCCESS' maven-output
            """;

    @TempDir
    private Path checkout;

    @BeforeEach
    void checkOut() throws IOException {
        CheckoutLauncher.copyTo(checkout, MAVEN);
        for (String test : List.of(
                "rspec/src/test/java/org/UrnTest",
                "rspec/src/test/java/org/UrnFuzz",
                "rspec/src/test/java/org/BordersTest",
                "am-core/src/test/java/org/am/BordersTest",
                "am-core/src/test/java/org/am/ReloadIT",
                "am-core/src/test/java/org/am/BenchedAm")) {
            Path file = checkout.resolve(test + ".java");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        mavenPrints("");
    }

    @Test
    void sumOfAUnitTestIsTheLastLine() throws IOException {
        // given
        mavenPrints("""
                [INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.2 s -- in org.UrnTest
                [WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1
                [INFO] BUILD SUCCESS
                """);
        // when
        Ended ended = testOnly("UrnTest");
        // then
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(lastLine(ended)).startsWith("berth: UrnTest: 3 ran, 0 failed, 1 skipped, ");
        assertThat(asked()).contains(" test ", "-Dtest=UrnTest ", "-pl rspec ");
    }

    @Test
    void failuresAreShownAndTheExitCodeIsNotZero() throws IOException {
        // given
        mavenPrints("""
                [INFO] Running org.UrnTest
                [INFO] Results:
                [ERROR] Failures:
                [ERROR]   UrnTest.isRead:12 expected: 1 but was: 2
                [ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 0
                [INFO] BUILD FAILURE
                """);
        // when
        Ended ended = testOnly("UrnTest#isRead");
        // then
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains("UrnTest.isRead:12 expected: 1 but was: 2")
                .doesNotContain("Running");
        assertThat(lastLine(ended)).startsWith("berth: UrnTest#isRead: 4 ran, 2 failed, 0 skipped, ");
        assertThat(asked()).contains("-Dtest=UrnTest#isRead ");
    }

    @Test
    void aNameThatTwoModulesHaveIsRunInBoth() throws IOException {
        // given
        mavenPrints("""
                [INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0
                [INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0
                [INFO] BUILD SUCCESS
                """);
        // when
        Ended ended = testOnly("BordersTest");
        // then
        assertThat(lastLine(ended)).startsWith("berth: BordersTest: 9 ran, 0 failed, ");
        assertThat(asked()).contains("-pl am-core,rspec ");
    }

    @Test
    void anUnknownNameBringsTheLikeOnes() {
        assertThat(testOnly("UrmTest"))
                .isEqualTo(new Ended(2, "berth: no test class is named 'UrmTest'; these are: UrnFuzz UrnTest"));
        assertThat(testOnly("urn"))
                .isEqualTo(new Ended(2, "berth: no test class is named 'urn'; these are: UrnFuzz UrnTest"));
        assertThat(testOnly("BenchedAm")).isEqualTo(new Ended(2, "berth: no test class is named 'BenchedAm'"));
        assertThat(checkout.resolve("maven-arguments")).doesNotExist();
    }

    @Test
    void aRunWithoutTestsFails() throws IOException {
        // given
        mavenPrints("[ERROR] UrnTest.java:[1,1] not a statement\n[INFO] BUILD FAILURE\n");
        // when
        Ended ended = testOnly("UrnTest");
        // then
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("not a statement");
        assertThat(lastLine(ended)).startsWith("berth: no test of UrnTest ran");
    }

    @Test
    void onlyAnIntegrationTestAsksForAnEngine() {
        // when
        Ended ended = testOnly("ReloadIT");
        // then
        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.output()).containsAnyOf("no Docker engine answers at", "not installed here: ");
        assertThat(checkout.resolve("maven-arguments")).doesNotExist();
    }

    private void mavenPrints(String output) throws IOException {
        Files.writeString(checkout.resolve("maven-output"), output);
    }

    private String asked() throws IOException {
        return " " + Files.readString(checkout.resolve("maven-arguments"));
    }

    private Ended testOnly(String name) {
        return Commands.run(List.of(
                "env",
                "DOCKER_HOST=unix:///nonexistent",
                checkout.resolve("berth").toString(),
                "test",
                "--no-install",
                "--only",
                name));
    }

    private static String lastLine(Ended ended) {
        return ended.output().substring(ended.output().lastIndexOf('\n') + 1);
    }
}
