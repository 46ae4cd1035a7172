// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BordersTest {
    private static final JavaClasses RSPEC = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.berth.rspec");

    @Test
    void rspecKnowsTheJdkJaxbAndItself() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.berth.rspec..",
                        "java..",
                        "javax.xml..",
                        "org.w3c.dom..",
                        "org.xml.sax..",
                        "jakarta.xml.bind..",
                        "org.jspecify.annotations..")
                .check(RSPEC);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.berth.(**)").should().beFreeOfCycles().check(RSPEC);
    }
}
