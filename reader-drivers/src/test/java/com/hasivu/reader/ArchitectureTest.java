package com.hasivu.reader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;

/**
 * Which room may know which. Methods, not {@code @ArchTest} fields: Surefire 3.5.3 runs the fields
 * without counting them, even when they fail (TNG/ArchUnit issue 1442).
 */
class ArchitectureTest {
    private static final JavaClasses READER =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("com.hasivu.reader");

    private static final String PURE =
            "([\\w.]+\\.\\w*(Codec|Machine|Framer|Pn532Cards)(\\$.*)?)|([\\w.]+\\.presence\\..*)";

    @Test
    void pureClassesUseNoIoThreadsOrLogger() {
        noClasses()
                .that()
                .haveNameMatching(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "org.slf4j..",
                        "com.fazecast..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .because(
                        "a codec, machine or presence decides only; let the transport or the loop act")
                .check(READER);
    }

    @Test
    void pureClassesReadNoClock() {
        noClasses()
                .that()
                .haveNameMatching(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("time comes in as an argument, so that a test can choose it")
                .check(READER);
    }

    @Test
    void onlyTheSerialTransportKnowsTheSerialLibrary() {
        noClasses()
                .that()
                .haveNameNotMatching("com\\.hasivu\\.reader\\.line\\.Serial\\w+")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fazecast..")
                .because("ask for bytes through Transport")
                .check(READER);
    }

    @Test
    void sharedRoomsKnowNoFamily() {
        noClasses()
                .that()
                .resideInAnyPackage("..presence..", "..line..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..rdm6300..", "..pn532..", "..supervisor..")
                .because("what is one family's belongs in its own package")
                .check(READER);
    }

    @Test
    void familiesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..rdm6300..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..pn532..")
                .because("share through com.hasivu.reader.line")
                .check(READER);
        noClasses()
                .that()
                .resideInAPackage("..pn532..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..rdm6300..")
                .because("share through com.hasivu.reader.line")
                .check(READER);
    }
}
