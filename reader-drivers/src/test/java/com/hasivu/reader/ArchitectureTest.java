package com.hasivu.reader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

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
            "([\\w.]+\\.\\w*(Codec|Machine|Framer|Cards)(\\$.*)?)|([\\w.]+\\.presence\\..*)"
                    + "|([\\w.]+\\.assurance\\.(?!CardKeyFile|package).*)";

    private static final Set<String> SHARED =
            Set.of("line", "presence", "supervisor", "discovery", "assurance", "bus", "contract");

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
    void onlyTheBusKnowsPi4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.hasivu.reader.bus..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.pi4j..")
                .because("ask for transfers and edges through SpiPort and GpioEdges")
                .check(READER);
    }

    @Test
    void sharedRoomsKnowNoFamily() {
        noClasses()
                .that()
                .resideInAnyPackage("..presence..", "..line..", "..assurance..", "..bus..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(families())
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("..supervisor..")
                .because("what is one family's belongs in its own package")
                .allowEmptyShould(true)
                .check(READER);
    }

    @Test
    void familiesDoNotKnowEachOther() {
        assertThat(families()).hasSizeGreaterThan(1);
        for (String family : families()) {
            noClasses()
                    .that()
                    .resideInAPackage(family)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            Arrays.stream(families())
                                    .filter(other -> !other.equals(family))
                                    .toArray(String[]::new))
                    .because("share through com.hasivu.reader.line")
                    .check(READER);
        }
    }

    /** Every room that is not shared by all belongs to one family of readers. */
    private static String[] families() {
        return READER.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("com.hasivu.reader."))
                .map(name -> name.substring("com.hasivu.reader.".length()).split("\\.")[0])
                .filter(room -> !SHARED.contains(room))
                .distinct()
                .map(room -> "com.hasivu.reader." + room + "..")
                .toArray(String[]::new);
    }
}
