package com.hasivu.edge.sync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** What keeps sync replaceable and its machine pure; the other rooms: ArchitectureTest. */
class SyncArchitectureTest {
    private static final JavaClasses EDGE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("com.hasivu.edge");

    @Test
    void onlyTheCommandLineAndTheDoctorKnowTheStation() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..edge.cli..", "..edge.doctor..", "..edge.station..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..edge.station..")
                .because("the wiring knows the parts, the parts do not know the wiring")
                .check(EDGE);
    }

    @Test
    void onlyOneRoomKnowsPaho() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..edge.sync..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.paho..")
                .because("the MQTT client is behind MqttLink")
                .check(EDGE);
    }

    @Test
    void machinesActOnNothing() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.edge\\.sync\\.(SyncMachine|SyncState|Uplink|Pace|Pulse|Wanted|Input|Effect).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time and input come in as arguments; the caller performs the effects")
                .check(EDGE);
    }
}
