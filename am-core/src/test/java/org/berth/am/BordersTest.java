// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The borders of docs/architecture.md: a call walks one way through the packages. */
class BordersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.berth");

    @ParameterizedTest(name = "{0} knows none of {1}")
    @CsvSource({
        "server, slice store hosts config cli federation",
        "api, server store hosts config cli federation",
        "auth, server api slice store hosts config cli federation",
        "slice, server api auth config cli federation",
        "store, server api auth slice hosts enroll config cli federation",
        "enroll, server api auth slice hosts config cli federation",
        "hosts, server api auth slice enroll config cli federation",
        "audit, server api auth slice store hosts enroll config cli federation",
        "config, server api auth slice store enroll cli federation",
        "federation, server api slice store hosts config cli"
    })
    void packageKnowsOnlyThoseAfterIt(String from, String forbidden) {
        String[] packages = Arrays.stream(forbidden.split(" "))
                .map(name -> "org.berth.am." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("org.berth.am." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.berth.am.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.berth.am.store..", "org.berth.dockermaster.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..")
                .check(CLASSES);
    }

    @Test
    void onlyTheHostsModuleSpeaksToAnEngine() {
        noClasses()
                .that()
                .resideInAPackage("org.berth.am..")
                .and()
                .resideOutsideOfPackage("org.berth.am.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(CLASSES);
    }

    @Test
    void timeComesFromAClock() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
