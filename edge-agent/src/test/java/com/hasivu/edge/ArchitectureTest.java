package com.hasivu.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.Test;

/** Which room may know which. A broken rule tells the fix. */
class ArchitectureTest {
    private static final JavaClasses EDGE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("com.hasivu.edge");

    @Test
    void decisionIsPure() {
        noClasses()
                .that()
                .resideInAPackage("com.hasivu.edge.decision..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.util.concurrent..",
                        "org.slf4j..",
                        "java.util.logging..",
                        "org.mapdb..",
                        "org.eclipse.paho..")
                .because("a decision is a function: pass in what it needs")
                .check(EDGE);
    }

    @Test
    void decisionKnowsNoOtherRoom() {
        noClasses()
                .that()
                .resideInAPackage("com.hasivu.edge.decision..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.hasivu.edge.journal..",
                        "com.hasivu.edge.snapshot..",
                        "com.hasivu.edge.serving..",
                        "com.hasivu.edge.signal..",
                        "com.hasivu.reader..")
                .because("the tap path calls the decision, never the other way round")
                .check(EDGE);
    }

    @Test
    void decisionAsksNoClock() {
        noClasses()
                .that()
                .resideInAPackage("com.hasivu.edge.decision..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .because("time comes in as an argument, so that a replay decides the same")
                .check(EDGE);
    }

    @Test
    void journalKnowsNoPayload() {
        noClasses()
                .that()
                .resideInAPackage("com.hasivu.edge.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.hasivu.edge.decision..",
                        "com.hasivu.edge.snapshot..",
                        "com.hasivu.edge.serving..",
                        "com.hasivu.edge.signal..",
                        "com.hasivu.edge.sync..",
                        "com.hasivu.reader..",
                        "com.hasivu.protocol.wire..",
                        "com.google.protobuf..",
                        "org.eclipse.paho..",
                        "org.mapdb..")
                .because("the journal keeps bytes; what they mean is the tap path's business")
                .check(EDGE);
    }

    @Test
    void snapshotKnowsNoLink() {
        noClasses()
                .that()
                .resideInAPackage("com.hasivu.edge.snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.hasivu.edge.journal..",
                        "com.hasivu.edge.serving..",
                        "com.hasivu.edge.sync..",
                        "com.hasivu.reader..",
                        "org.eclipse.paho..")
                .because("snapshots come in as messages; who brought them does not matter")
                .check(EDGE);
    }

    @Test
    void mapDbStaysInTheSnapshot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.hasivu.edge.snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mapdb..")
                .because("MapDB holds only what can be fetched again: ask SnapshotStore")
                .check(EDGE);
    }

    @Test
    void tapPathKnowsNoLink() {
        noClasses()
                .that()
                .resideInAnyPackage("com.hasivu.edge.serving..", "com.hasivu.edge.signal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hasivu.edge.sync..", "org.eclipse.paho..", "java.net..")
                .because("nothing on the tap path waits for the network")
                .check(EDGE);
    }

    @Test
    void nobodyImportsTheCli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.hasivu.edge.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hasivu.edge.cli..")
                .because("the CLI wires the rooms together; move what you need into a room")
                .check(EDGE);
    }

    @Test
    void roomsFormNoCircle() {
        SlicesRuleDefinition.slices()
                .matching("com.hasivu.edge.(*)..")
                .should()
                .beFreeOfCycles()
                .because("arrows point one way: let the caller pass in what is needed")
                .check(EDGE);
    }
}
