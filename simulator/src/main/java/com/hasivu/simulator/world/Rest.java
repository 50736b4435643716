package com.hasivu.simulator.world;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.edge.journal.Journal;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.RawJournal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The end of a world: everybody has what the others have, and the invariants hold over all raw
 * records. SQL and bytes of its own, and {@link Checker} where a counter kept one disk.
 */
final class Rest {
    private static final HexFormat HEX = HexFormat.of();

    private final World world;

    Rest(World world) {
        this.world = world;
    }

    /** What is still under way; empty at rest. */
    String missing() {
        if (world.rows.rows("select 1 from outbox", row -> 1).size() > 0) {
            return "changes nobody has built a snapshot of";
        }
        for (School school : world.schools) {
            long newest =
                    world
                            .rows
                            .rows(
                                    "select version from snapshot_heads where school = ?",
                                    row -> row.getLong(1),
                                    school.id.value())
                            .stream()
                            .findFirst()
                            .orElse(0L);
            for (Board board : school.boards) {
                String missing = missing(board, newest);
                if (!missing.isEmpty()) {
                    return board + ": " + missing;
                }
            }
        }
        return "";
    }

    private String missing(Board board, long newest) {
        Optional<Journal> journal = board.journal();
        if (journal.isEmpty() || board.sync().isEmpty()) {
            return "not running";
        }
        if (board.line().isEmpty()) {
            return "not connected";
        }
        if (!board.sync().get().status().halted().isEmpty()) { // it must begin another journal
            return "sync has stopped: " + board.sync().get().status().halted();
        }
        if (journal.get().cursor().sequence() != journal.get().lastSequence()) {
            return "acked are %d of %d records"
                    .formatted(journal.get().cursor().sequence(), journal.get().lastSequence());
        }
        long held =
                board.snapshots()
                        .flatMap(store -> store.active())
                        .map(snapshot -> snapshot.version())
                        .orElse(0L);
        return held == newest
                ? ""
                : "snapshot %d, the newest is %d, its broker retains %s"
                        .formatted(held, newest, retained(board));
    }

    private String retained(Board board) {
        return world.broker
                .retained(board.topics.manifest())
                .map(
                        notice -> {
                            try {
                                return Long.toString(
                                        Manifest.parseFrom(
                                                        Wire.open(notice, ManifestNotice.parser())
                                                                .getManifest()
                                                                .getManifest())
                                                .getVersion());
                            } catch (WireException | InvalidProtocolBufferException e) {
                                return e.toString();
                            }
                        })
                .orElse("none");
    }

    void check() {
        for (School school : world.schools) {
            for (Board board : school.boards) {
                station(school, board);
            }
        }
        chains();
        effects();
        money();
        keys();
    }

    // ------------------------------------------------------------ a counter

    private void station(School school, Board board) {
        RawJournal disk = board.watch.disk.onDisk();
        board.watch.disk.intact(disk);
        if (!board.watch.forked()) { // a fork shows with its next record only
            applied(school, board, disk);
        }
        reviewed(school, board);
        digest(school, board);
        long epochs =
                world.rows
                        .rows(
                                "select count(*) from tap_heads where school = ? and station = ?",
                                row -> row.getLong(1),
                                school.id.value(),
                                board.id.value())
                        .getFirst();
        boolean whole = disk.first() == 1;
        if (epochs == 1 && !board.watch.forked() && whole && !board.watch.replaced()) {
            for (Finding finding :
                    Checker.check(
                            disk,
                            world.rows.raw(),
                            school.id.value(),
                            board.id.value(),
                            List.of())) {
                if (!finding.holds()) {
                    throw new Broken(finding.id(), board + ": " + finding.wrong());
                }
            }
        }
    }

    /** S1 and S3: the cloud's head is the last record. */
    private void applied(School school, Board board, RawJournal disk) {
        if (disk.last() == 0) {
            return;
        }
        List<String> head =
                world.rows.rows(
                        "select last_sequence, last_hash from tap_heads where school = ? and station = ? and epoch = ?",
                        row -> row.getLong(1) + "/" + row.getString(2),
                        school.id.value(),
                        board.id.value(),
                        disk.epoch());
        String ours = disk.last() + "/" + HEX.formatHex(disk.lastHash());
        if (!head.equals(List.of(ours))) {
            throw new Broken(
                    "S1", "%s ends with %s, the cloud has %s".formatted(board, ours, head));
        }
    }

    /** What a journal that was ended holds is committed, or kept where a person finds it. */
    private void reviewed(School school, Board board) {
        Set<String> known = new HashSet<>();
        world.rows.rows(
                "select epoch, sequence, payload from tap_inbox where school = ? and station = ?",
                row -> known.add(name(row.getLong(1), row.getLong(2), row.getBytes(3))),
                school.id.value(),
                board.id.value());
        world.rows.rows(
                "select payload from tap_quarantine where school = ? and station = ?",
                row -> known.addAll(records(row.getBytes(1))),
                school.id.value(),
                board.id.value());
        for (SortedMap<String, byte[]> files : board.disk.ended()) {
            RawJournal.of(files, school.id.value(), board.id.value()).records().stream()
                    .filter(r -> !known.contains(name(r.epoch(), r.sequence(), r.payload())))
                    .findFirst()
                    .ifPresent(
                            lost -> {
                                throw new Broken(
                                        "S1",
                                        "%s ended its journal, record %d of it is neither committed nor kept for review"
                                                .formatted(board, lost.sequence()));
                            });
        }
    }

    private static List<String> records(byte[] payload) {
        try {
            TapBatch batch = Wire.open(payload, TapBatch.parser());
            List<String> names = new ArrayList<>();
            long sequence = batch.getFirstSequence();
            for (Record record : batch.getRecordsList()) {
                names.add(name(batch.getEpoch(), sequence++, record.getPayload().toByteArray()));
            }
            return names;
        } catch (WireException e) {
            return List.of(); // a payload nobody can read is kept as well
        }
    }

    private static String name(long epoch, long sequence, byte[] payload) {
        return "%016x/%d/%s".formatted(epoch, sequence, HEX.formatHex(payload));
    }

    /** S6: the rows on the station's disk have the digest the cloud wrote down. */
    private void digest(School school, Board board) {
        long version = board.snapshots().orElseThrow().active().orElseThrow().version();
        var rows =
                ShelfReading.rows(board.shelf.files(), version)
                        .orElseThrow(
                                () ->
                                        new Broken(
                                                "E7",
                                                "%s uses snapshot %d, its files do not lead there"
                                                        .formatted(board, version)));
        List<String> made =
                world.rows.rows(
                        "select digest from snapshot_versions where school = ? and version = ?",
                        row -> row.getString(1),
                        school.id.value(),
                        version);
        String ours = HEX.formatHex(ShelfReading.digest(rows));
        if (!made.equals(List.of(ours))) {
            throw new Broken(
                    "S6",
                    "%s has snapshot %d with digest %s, made with %s"
                            .formatted(board, version, ours, made));
        }
    }

    // ------------------------------------------------------------ the cloud

    private Board board(String school, String station) {
        return world.schools.stream()
                .filter(one -> one.id.value().equals(school))
                .flatMap(one -> one.boards.stream())
                .filter(one -> one.id.value().equals(station))
                .findFirst()
                .orElseThrow();
    }

    /** S2, S3 and S7: one row a record, whose chain verifies, and which its counter once wrote. */
    private void chains() {
        Map<String, byte[]> hashes = new HashMap<>();
        Map<String, Long> sequences = new HashMap<>();
        world.rows.rows(
                "select school, station, epoch, sequence, record_type, payload, hash from tap_inbox order by school, station, epoch, sequence",
                row -> {
                    String school = row.getString(1);
                    Board board = board(school, row.getString(2));
                    long epoch = row.getLong(3);
                    long sequence = row.getLong(4);
                    String chain = board + "/" + epoch;
                    long expected = sequences.getOrDefault(chain, 0L) + 1;
                    if (sequence != expected) {
                        throw new Broken(
                                "S2",
                                "the inbox has record %d of %s where record %d belongs"
                                        .formatted(sequence, chain, expected));
                    }
                    byte[] before =
                            hashes.getOrDefault(
                                    chain,
                                    Chain.genesis(
                                            board.topics.school(), board.topics.station(), epoch));
                    byte[] hash =
                            Chain.next(before, row.getInt(5), epoch, sequence, row.getBytes(6));
                    if (!HEX.formatHex(hash).equals(row.getString(7))
                            || !board.watch.disk.everHeld(epoch, sequence, row.getString(7))) {
                        throw new Broken(
                                "S3",
                                "record %d of %s in the inbox is none that the counter wrote"
                                        .formatted(sequence, chain));
                    }
                    hashes.put(chain, hash);
                    sequences.put(chain, sequence);
                    return true;
                });
    }

    /**
     * S2 and S5: every serve is one delivery or one conflict; an order has one delivery at most.
     */
    private void effects() {
        Map<String, String> effects = new HashMap<>(); // record -> delivery or conflict, with order
        Map<Long, Integer> delivered = new HashMap<>();
        world.rows.rows(
                "select school, station, epoch, sequence, order_id from deliveries",
                row -> {
                    delivered.merge(row.getLong(5), 1, Integer::sum);
                    world.happened(Happening.DELIVERED);
                    return effects.put(name(row), "d" + row.getLong(5));
                });
        delivered.forEach(
                (order, times) -> {
                    if (times > 1) {
                        throw new Broken("C3", "order %d is delivered twice".formatted(order));
                    }
                });
        world.rows.rows(
                "select school, station, epoch, sequence, order_id, kind from delivery_conflicts",
                row -> {
                    world.happened(Happening.CONFLICT);
                    if (effects.put(name(row), "c" + row.getLong(5)) != null) {
                        throw new Broken("S2", "record %s has two effects".formatted(name(row)));
                    }
                    return true;
                });
        Map<Long, String> states = new HashMap<>();
        world.rows.rows(
                "select id, state from orders",
                row -> states.put(row.getLong(1), row.getString(2)));
        Set<String> takenBack = takenBack();
        world.rows.rows(
                "select school, station, epoch, sequence, payload from tap_inbox where set_aside = ''",
                row -> {
                    TapRecord tap = tap(row.getBytes(5));
                    String effect = effects.remove(name(row));
                    if (takenBack.contains(name(row))) {
                        if (effect != null) {
                            throw new Broken(
                                    "S2",
                                    "serve %s was taken back and has an effect"
                                            .formatted(name(row)));
                        }
                        return true;
                    }
                    if (!tap.hasServe()) {
                        if (effect != null) {
                            throw new Broken("S2", "a refusal has an effect: " + name(row));
                        }
                        return true;
                    }
                    long order = tap.getServe().getOrder();
                    if (effect == null || !effect.substring(1).equals(Long.toString(order))) {
                        throw new Broken(
                                "S2", "serve %s has no effect of its own".formatted(name(row)));
                    }
                    String state = states.getOrDefault(order, "missing");
                    boolean fits =
                            delivered.containsKey(order)
                                    ? state.equals("delivered")
                                    : state.equals("cancelled");
                    if (!fits) {
                        throw new Broken(
                                "S5", "order %d was served and is %s".formatted(order, state));
                    }
                    return true;
                });
        if (!effects.isEmpty()) {
            throw new Broken("S2", "effects of no record: " + effects.keySet());
        }
        states.forEach(
                (order, state) -> {
                    if (state.equals("delivered") != delivered.containsKey(order)) {
                        throw new Broken(
                                "C3",
                                "order %d is %s, deliveries: %s"
                                        .formatted(order, state, delivered.get(order)));
                    }
                });
    }

    /** The serves that records in the inbox take back; each is one correction, and none besides. */
    private Set<String> takenBack() {
        Set<String> serves = new HashSet<>();
        world.rows.rows(
                "select school, station, epoch, sequence, payload from tap_inbox where set_aside = ''",
                row -> {
                    TapRecord tap = tap(row.getBytes(5));
                    return tap.hasUndo()
                            && serves.add(
                                    "%s/%s/%d/%d"
                                            .formatted(
                                                    row.getString(1),
                                                    row.getString(2),
                                                    row.getLong(3),
                                                    tap.getUndo().getSequence()));
                });
        Set<String> corrections =
                Set.copyOf(
                        world.rows.rows(
                                "select school, station, epoch, undone from delivery_corrections",
                                Rest::name));
        if (!corrections.equals(serves)) {
            throw new Broken(
                    "S2", "taken back are %s, corrections are %s".formatted(serves, corrections));
        }
        return serves;
    }

    private static String name(java.sql.ResultSet row) throws java.sql.SQLException {
        return "%s/%s/%d/%d"
                .formatted(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
    }

    private static TapRecord tap(byte[] payload) {
        try {
            return TapRecord.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new Broken("S3", "a record in the inbox is no TapRecord: " + e.getMessage());
        }
    }

    /** C3: a delivered order is paid once, a cancelled one is owed back once. */
    private void money() {
        world.rows.rows(
                "select o.id, o.state, count(distinct p.id), count(distinct r.id)"
                        + " from orders o left join payments p on p.order_id = o.id"
                        + " left join refunds_due r on r.order_id = o.id group by o.id, o.state",
                row -> {
                    long charges = row.getLong(3);
                    long refunds = row.getLong(4);
                    boolean right =
                            switch (row.getString(2)) {
                                case "delivered", "confirmed" -> charges == 1 && refunds == 0;
                                case "cancelled" -> charges == 1 && refunds == 1;
                                default -> charges == 0 && refunds == 0;
                            };
                    if (!right) {
                        throw new Broken(
                                "C3",
                                "order %d is %s with %d payments and %d refunds"
                                        .formatted(
                                                row.getLong(1),
                                                row.getString(2),
                                                charges,
                                                refunds));
                    }
                    return true;
                });
    }

    /**
     * The keys that correctness rests on when nodes race: the database itself refuses a second row
     * for one record, or one order. On one thread no race gets past the head's lock, so it is
     * asked.
     */
    private void keys() {
        refused("tap_inbox", "insert into tap_inbox select * from tap_inbox limit 1");
        refused(
                "deliveries",
                "insert into deliveries (school, order_id, student, station, epoch, sequence, school_day, delivered, received)"
                        + " select school, order_id, student, station, epoch, sequence + 1000000, school_day, delivered, received from deliveries limit 1");
        refused(
                "deliveries",
                "insert into deliveries (school, order_id, student, station, epoch, sequence, school_day, delivered, received)"
                        + " select school, -1, student, station, epoch, sequence, school_day, delivered, received from deliveries limit 1");
    }

    private void refused(String table, String insert) {
        if (world.rows.rows("select 1 from " + table + " limit 1", row -> 1).isEmpty()) {
            return;
        }
        String state = world.rows.attempt(insert);
        if (!state.equals("23505")) {
            throw new Broken(
                    "S2", "the database takes a second row into %s (%s)".formatted(table, state));
        }
    }
}
