package com.hasivu.simulator.mutants;

import java.util.List;
import java.util.Locale;

/**
 * One promise broken in the product's source.
 *
 * @param name for the command line
 * @param breaks what is no longer so
 * @param module whose files they are
 * @param edits what is written otherwise; a list of one but for tables that name each other
 */
record Mutant(String name, String breaks, String module, List<Edit> edits) {
    /** Every mutant, in the order of a tap. */
    static final List<Mutant> ALL =
            List.of(
                    new Mutant(
                            "fsync-removed",
                            "a record is confirmed before it is on disk",
                            "edge-agent",
                            List.of(
                                    new Edit(
                                            "java/com/hasivu/edge/journal/JournalWriter.java",
                                            "open.file.writeThrough(open.end(), buffer, 0, bytes);",
                                            "open.file.write(open.end(), buffer, 0, bytes);"))),
                    new Mutant(
                            "served-set-not-rebuilt",
                            "a start forgets what was served",
                            "edge-agent",
                            List.of(
                                    new Edit(
                                            "java/com/hasivu/edge/serving/JournalMemory.java",
                                            "history.recorded(record.sequence(), tap);",
                                            ""))),
                    new Mutant(
                            "signature-not-checked",
                            "any snapshot is believed",
                            "sync-protocol",
                            List.of(
                                    new Edit(
                                            "java/com/hasivu/protocol/ManifestSeal.java",
                                            "if (!signature.verify(signed.getSignature().toByteArray())) {",
                                            "if (signature.getAlgorithm().isEmpty()) {"))),
                    new Mutant(
                            "ack-before-commit",
                            "the cloud confirms what it may still forget",
                            "cloud-sync",
                            List.of(
                                    new Edit(
                                            "java/com/hasivu/cloud/rfid/TapIntake.java",
                                            "FaultPoint.INTAKE_WRITTEN.reach();",
                                            "for (int i = 0; i < made.size(); i++) { Topics to = arrivals.get(i).sender().topics();"
                                                    + " made.get(i).ifPresent(ack -> publisher.publish(to.acks(),"
                                                    + " Wire.seal(ack), Publisher.Delivery.ONCE_AT_LEAST)); }"
                                                    + " FaultPoint.INTAKE_WRITTEN.reach();"))),
                    new Mutant(
                            "unique-key-dropped",
                            "the inbox takes a record twice",
                            "cloud-sync",
                            List.of(
                                    new Edit(
                                            "resources/db/migration/V100__devices.sql",
                                            "received timestamp with time zone not null,\n"
                                                    + "    primary key (school, station, epoch, sequence)\n",
                                            "received timestamp with time zone not null\n"),
                                    new Edit(
                                            "resources/db/migration/V104__review.sql",
                                            ",\n    foreign key (school, station, epoch, sequence)"
                                                    + " references tap_inbox (school, station, epoch, sequence)",
                                            ""))));

    /**
     * One place written otherwise.
     *
     * @param file below the module's {@code src/main}
     * @param from stands in the file exactly once
     * @param to what stands there instead
     */
    record Edit(String file, String from, String to) {
        boolean isJava() {
            return file.endsWith(".java");
        }

        /** The path of the file on the class path: a resource's. */
        String onClassPath() {
            return file.substring(file.indexOf('/') + 1);
        }

        /**
         * The broken text.
         *
         * @throws IllegalStateException if the place is not there once: the mutant is out of date
         */
        String applied(String text) {
            int at = text.indexOf(from);
            if (at < 0 || text.indexOf(from, at + 1) >= 0) {
                throw new IllegalStateException(
                        String.format(
                                Locale.ROOT,
                                "a mutant does not fit src/main/%s any more: '%s' stands there %s; bring Mutant.java up to date",
                                file,
                                from.strip(),
                                at < 0 ? "not at all" : "more than once"));
            }
            return text.substring(0, at) + to + text.substring(at + from.length());
        }
    }
}
