package com.hasivu.simulator.check;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.TapRecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The invariants E1, E2, E4, E5 and S1 to S4 of one station at rest: every tap is synced and
 * nothing is under way. E3 (a failed write means no green) shows as E1 here; the faults themselves
 * are injected by the edge's own tests. E6 and E7 are {@link ReplayCheck}'s.
 */
public final class Checker {
    private static final HexFormat HEX = HexFormat.of();

    private Checker() {}

    /**
     * Checks.
     *
     * @param evidence lights somebody saw; may be empty when nobody watched
     */
    public static List<Finding> check(
            RawJournal journal,
            RawCloud cloud,
            String school,
            String station,
            List<Evidence> evidence) {
        Map<Long, RawRecord> bySequence = bySequence(journal);
        List<InboxRow> inbox = cloud.inbox(school, station, journal.epoch());
        List<Finding> findings = new ArrayList<>(check(journal, evidence));
        findings.add(applied(journal, inbox, cloud.head(school, station, journal.epoch())));
        findings.add(oneEffect(journal, cloud, school, station, inbox));
        findings.add(sameHash(bySequence, inbox, cloud.head(school, station, journal.epoch())));
        findings.add(ackMeansCommitted(journal, inbox));
        return findings;
    }

    private static Map<Long, RawRecord> bySequence(RawJournal journal) {
        Map<Long, RawRecord> bySequence = new HashMap<>();
        journal.records().forEach(r -> bySequence.put(r.sequence(), r));
        return bySequence;
    }

    /** The station's own invariants: E1 to E5, without the cloud. */
    public static List<Finding> check(RawJournal journal, List<Evidence> evidence) {
        Map<Long, RawRecord> bySequence = bySequence(journal);
        List<Finding> findings = new ArrayList<>();
        findings.add(greens(journal, bySequence, evidence));
        findings.add(oneServePerOrder(journal));
        findings.add(noGreenWithoutServe(bySequence, evidence));
        findings.add(
                new Finding(
                        "E4",
                        "sequences have no gap and no reuse; the chain verifies",
                        journal.records().size(),
                        journal.broken().isEmpty() ? "" : journal.broken().getFirst()));
        findings.add(
                new Finding(
                        "E5",
                        "behind the longest valid prefix stands nothing",
                        journal.records().size(),
                        journal.tornBytes() == 0
                                ? ""
                                : journal.tornBytes() + " bytes that are no record"));
        return findings;
    }

    private static Finding greens(
            RawJournal journal, Map<Long, RawRecord> bySequence, List<Evidence> evidence) {
        String epoch = "%016x".formatted(journal.epoch());
        String wrong = "";
        int greens = 0;
        for (Evidence light : evidence) {
            if (!light.green()) {
                continue;
            }
            greens++;
            RawRecord record = bySequence.get(light.sequence());
            if (record == null
                    || !epoch.equals(light.epoch())
                    || !record.tap().hasServe()
                    || record.tap().hasByHand()
                    || !card(record).equals(light.card())) {
                wrong =
                        "green for card %s with record %d of epoch %s, which the journal does not hold as its serve"
                                .formatted(light.card(), light.sequence(), light.epoch());
            }
        }
        return new Finding("E1", "every green signal has a valid record on disk", greens, wrong);
    }

    private static Finding noGreenWithoutServe(
            Map<Long, RawRecord> bySequence, List<Evidence> evidence) {
        String wrong = "";
        for (Evidence light : evidence) {
            RawRecord record = bySequence.get(light.sequence());
            if (record != null && record.tap().hasServe() != light.green()) {
                wrong =
                        "record %d says %s, the light said %s"
                                .formatted(
                                        light.sequence(),
                                        record.tap().hasServe() ? "serve" : "refuse",
                                        light.green() ? "green" : "red");
            }
        }
        return new Finding(
                "E3", "no green without a durable serve, no red with one", evidence.size(), wrong);
    }

    private static final long UNDO_NANOS = 10_000_000_000L;

    private static Finding oneServePerOrder(RawJournal journal) {
        Standing standing = Standing.of(journal);
        return new Finding(
                "E2",
                "at most one serve per order at this station, unless it was taken back in time",
                standing.serves().size() + standing.undos(),
                standing.wrong());
    }

    /**
     * What is left of a journal's serves.
     *
     * @param serves order and the sequence of its serve, of those that stand
     * @param undos how many were taken back
     * @param wrong a second serve, or an undo of what did not stand or was served too long ago
     */
    private record Standing(Map<Long, Long> serves, int undos, String wrong) {
        static Standing of(RawJournal journal) {
            Map<Long, RawRecord> serves = new HashMap<>();
            int undos = 0;
            String wrong = "";
            for (RawRecord record : journal.records()) {
                TapRecord tap = record.tap();
                if (tap.hasServe()) {
                    if (serves.putIfAbsent(tap.getServe().getOrder(), record) != null) {
                        wrong =
                                "order %d is served again by record %d"
                                        .formatted(tap.getServe().getOrder(), record.sequence());
                    }
                } else if (tap.hasUndo()) {
                    undos++;
                    RawRecord serve = serves.remove(tap.getUndo().getOrder());
                    if (serve == null || !inTime(serve, record)) {
                        wrong =
                                "record %d takes back record %d, which does not stand or is of more than 10 s before"
                                        .formatted(record.sequence(), tap.getUndo().getSequence());
                    }
                }
            }
            Map<Long, Long> left = new HashMap<>();
            serves.forEach((order, record) -> left.put(order, record.sequence()));
            return new Standing(left, undos, wrong);
        }

        private static boolean inTime(RawRecord serve, RawRecord undo) {
            long since = undo.tap().getMonotonicNanos() - serve.tap().getMonotonicNanos();
            return serve.sequence() == undo.tap().getUndo().getSequence()
                    && serve.tap().getBootId() == undo.tap().getBootId()
                    && undo.tap().getByHand().getStaff() > 0
                    && since >= 0
                    && since <= UNDO_NANOS;
        }
    }

    private static Finding applied(RawJournal journal, List<InboxRow> inbox, RawCloud.Head head) {
        long last = journal.last();
        long rows = inbox.stream().mapToLong(InboxRow::sequence).distinct().count();
        String wrong =
                head.sequence() != last
                        ? "the cloud applied up to record %d, the journal ends with %d"
                                .formatted(head.sequence(), last)
                        : rows != last
                                ? "the inbox has %d records, the journal %d".formatted(rows, last)
                                : "";
        return new Finding("S1", "at rest, applied is the last sequence", last, wrong);
    }

    private static Finding oneEffect(
            RawJournal journal,
            RawCloud cloud,
            String school,
            String station,
            List<InboxRow> inbox) {
        Set<Long> seen = new HashSet<>();
        for (InboxRow row : inbox) {
            if (!seen.add(row.sequence())) {
                return new Finding(
                        "S2",
                        "one inbox row and at most one effect per record",
                        inbox.size(),
                        "record %d is in the inbox twice".formatted(row.sequence()));
            }
        }
        Map<Long, Long> serves = Standing.of(journal).serves();
        String wrong = "";
        Set<Long> delivered = new HashSet<>();
        for (RawCloud.Delivery delivery : cloud.deliveries(school, station)) {
            Long sequence = serves.get(delivery.order());
            if (!delivered.add(delivery.order())) {
                wrong = "order %d is delivered twice".formatted(delivery.order());
            } else if (sequence == null
                    || sequence != delivery.sequence()
                    || delivery.epoch() != journal.epoch()) {
                wrong =
                        "delivery of order %d names record %d, which is no serve of it"
                                .formatted(delivery.order(), delivery.sequence());
            } else if (!delivery.orderState().equals("delivered")) {
                wrong =
                        "order %d has a delivery and is %s"
                                .formatted(delivery.order(), delivery.orderState());
            }
        }
        if (wrong.isEmpty()
                && delivered.size() + cloud.conflicts(school, station) != serves.size()) {
            wrong =
                    "%d serves, %d deliveries and %d conflicts"
                            .formatted(
                                    serves.size(),
                                    delivered.size(),
                                    cloud.conflicts(school, station));
        }
        int corrections = cloud.corrections(school, station, journal.epoch());
        if (wrong.isEmpty() && corrections != Standing.of(journal).undos()) {
            wrong =
                    "%d serves were taken back, the cloud has %d corrections"
                            .formatted(Standing.of(journal).undos(), corrections);
        }
        return new Finding(
                "S2", "one inbox row and at most one effect per record", inbox.size(), wrong);
    }

    private static Finding sameHash(
            Map<Long, RawRecord> bySequence, List<InboxRow> inbox, RawCloud.Head head) {
        String wrong = "";
        for (InboxRow row : inbox) {
            RawRecord ours = bySequence.get(row.sequence());
            if (ours == null
                    || !HEX.formatHex(ours.hash()).equals(row.hash())
                    || !Arrays.equals(ours.payload(), row.payload())) {
                wrong =
                        "record %d is another one in the cloud than in the journal"
                                .formatted(row.sequence());
            }
        }
        RawRecord last = bySequence.get(head.sequence());
        if (wrong.isEmpty()
                && (last == null
                        ? head.sequence() != 0
                        : !HEX.formatHex(last.hash()).equals(head.hash()))) {
            wrong = "the cloud's hash at record %d is not the journal's".formatted(head.sequence());
        }
        return new Finding("S3", "the same records and hashes on both sides", inbox.size(), wrong);
    }

    private static Finding ackMeansCommitted(RawJournal journal, List<InboxRow> inbox) {
        Set<Long> committed = new HashSet<>();
        inbox.forEach(row -> committed.add(row.sequence()));
        String wrong = "";
        RawRecord last =
                journal.records().stream()
                        .filter(r -> r.sequence() == journal.ackedSequence())
                        .findFirst()
                        .orElse(null);
        if (last != null && !Arrays.equals(last.hash(), journal.ackedHash())) {
            wrong =
                    "the cursor at %d carries another hash than the record"
                            .formatted(journal.ackedSequence());
        }
        for (long s = 1; s <= journal.ackedSequence(); s++) {
            if (!committed.contains(s)) {
                wrong =
                        "the cursor stands at %d, record %d is not in the inbox"
                                .formatted(journal.ackedSequence(), s);
                break;
            }
        }
        return new Finding(
                "S4",
                "an ack means that all up to it is committed",
                journal.ackedSequence(),
                wrong);
    }

    private static CardId card(RawRecord record) {
        return CardId.of(record.tap().getCard().toByteArray());
    }
}
