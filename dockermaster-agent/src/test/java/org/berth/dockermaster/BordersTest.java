// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class BordersTest {
    private static final String ROOT = "org.berth.dockermaster";
    private static final String BASE = "org.berth.base";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT, BASE);

    @Test
    void packagesDependOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("words")
                .definedBy(ROOT)
                .layer("engine")
                .definedBy(ROOT + ".engine")
                .layer("net")
                .definedBy(ROOT + ".net")
                .layer("files")
                .definedBy(ROOT + ".files")
                .layer("state")
                .definedBy(ROOT + ".state")
                .layer("image")
                .definedBy(ROOT + ".image")
                .layer("local")
                .definedBy(ROOT + ".local")
                .layer("validation")
                .definedBy(ROOT + ".validation")
                .optionalLayer("facts")
                .definedBy(ROOT + ".facts")
                .optionalLayer("config")
                .definedBy(ROOT + ".config")
                .layer("trust")
                .definedBy(ROOT + ".trust")
                .optionalLayer("rpc")
                .definedBy(ROOT + ".rpc..")
                .layer("agent")
                .definedBy(ROOT + ".agent")
                .whereLayer("agent")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("words")
                .mayNotAccessAnyLayer()
                .whereLayer("engine")
                .mayOnlyAccessLayers("words")
                .whereLayer("net")
                .mayOnlyAccessLayers("words", "engine")
                .whereLayer("files")
                .mayOnlyAccessLayers("words", "engine")
                .whereLayer("state")
                .mayOnlyAccessLayers("words")
                .whereLayer("image")
                .mayOnlyAccessLayers("words", "engine")
                .whereLayer("facts")
                .mayOnlyAccessLayers("words", "engine")
                .whereLayer("config")
                .mayOnlyAccessLayers("words")
                .whereLayer("trust")
                .mayOnlyAccessLayers("words")
                .whereLayer("validation")
                .mayOnlyAccessLayers("words", "net")
                .whereLayer("rpc")
                .mayOnlyAccessLayers("words", "trust", "validation")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void otherModulesAreUnknown() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("org.berth.am..", "org.berth.rspec..")
                .check(CLASSES);
    }

    @Test
    void baseKnowsNothingElseOfBerth() {
        classes()
                .that()
                .resideInAPackage(BASE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, "java..", "org.bouncycastle..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void dockerJavaIsKnownBelowLocalOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".state")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(CLASSES);
    }
}
