// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.store.StoreException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The borders of docs/architecture.md: a call walks one way through the packages. */
class BordersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.berth");

    /**
     * Each package, and which others it may know. {@code am} itself has the codes of the AM API: only what serves or makes calls
     * knows it, so no work, retry or command of an admin depends on a code.
     */
    private static final String BORDERS = """
            am
            base
            store
            hosts           base store
            sliver          store
            placement       am store hosts sliver
            kind.container  am store hosts sliver placement
            work            base store hosts sliver placement audit
            slice           am base store hosts sliver placement kind.container work audit
            audit
            enroll          base store
            config          hosts
            federation      auth.x509 auth.credential
            auth.x509       base
            auth.revocation base auth.x509
            auth.trust      base auth.x509 auth.revocation audit
            auth.credential am base auth.x509 auth.trust
            auth            am base auth.x509 auth.trust auth.credential
            api             am auth auth.credential base slice sliver store
            server          am base api auth auth.x509 audit
            client          am
            install         client
            admin           base store hosts slice sliver work audit config
            backup          base store audit admin
            main            base admin api audit auth auth.revocation auth.trust auth.x509 backup config enroll hosts placement server slice store work
            cli.client      base client
            cli             am base admin audit auth auth.credential auth.revocation auth.trust auth.x509 backup cli.client client config federation hosts install main server
            """;

    @TestFactory
    Stream<DynamicTest> packageKnowsOnlyThoseThatItMay() {
        return borders().entrySet().stream()
                .map(border -> dynamicTest(
                        border.getKey(),
                        () -> noClasses()
                                .that()
                                .resideInAPackage(border.getKey())
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("org.berth.am..")
                                        .and(not(resideInAnyPackage(border.getValue()))))
                                .check(CLASSES)));
    }

    @Test
    void everyPackageIsNamed() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> name.startsWith("org.berth.am")))
                .containsOnly(borders().keySet().toArray(String[]::new));
    }

    /** By package, that one and those that it may know. */
    private static Map<String, String[]> borders() {
        return BORDERS.lines()
                .map(line -> Arrays.stream(line.split("\\s+"))
                        .map(BordersTest::named)
                        .toArray(String[]::new))
                .collect(Collectors.toMap(names -> names[0], names -> names));
    }

    private static String named(String name) {
        return name.equals("am") ? "org.berth.am" : "org.berth.am." + name;
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.berth.am.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theApiKnowsOfTheStoreOnlyHowItFails() {
        noClasses()
                .that()
                .resideInAPackage("org.berth.am.api..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.berth.am.store..").and(not(belongToAnyOf(StoreException.class))))
                .check(CLASSES);
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
                .resideOutsideOfPackages("org.berth.am.cli..", "org.berth.am.main..")
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
