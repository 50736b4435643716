package com.hasivu.simulator.world;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.TapBatch;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Holds what the cloud sends against what it has committed: S4 and S6 at the moment they are
 * claimed. Reads rows with SQL of its own, on a connection of its own.
 */
final class CloudWatch {
    private final World world;
    private final Map<String, Long> committed = new HashMap<>();
    private final Map<String, Long> lastDelivery = new HashMap<>(); // by school: ids looked at
    private final Map<String, Long> lastCorrection = new HashMap<>();

    CloudWatch(World world) {
        this.world = world;
    }

    /** Up to which record acks were sent for an epoch of a counter; all was found committed. */
    long committed(Board board, long epoch) {
        return committed.getOrDefault(board + "/" + epoch, 0L);
    }

    /** A batch is about to be taken in. */
    void batch(String topic, byte[] payload) {
        if (world.plan.lie() != Plan.Lie.ACK_BEFORE_COMMIT) {
            return;
        }
        try {
            TapBatch batch = Wire.open(payload, TapBatch.parser());
            Ack early =
                    Ack.newBuilder()
                            .setEpoch(batch.getEpoch())
                            .setUpTo(batch.getFirstSequence() + batch.getRecordsCount() - 1)
                            .setHashAtUpTo(batch.getLastHash())
                            .setWindow(4)
                            .build();
            world.broker.down(topic.replace("up/taps", "down/acks"), Wire.seal(early), false);
        } catch (WireException e) {
            world.trace.say("no batch: %s", e.getMessage());
        }
    }

    void published(String topic, byte[] payload) {
        Topics.Address to = Topics.parse(topic).orElseThrow();
        try {
            if (to.leaf().equals("down/acks")) {
                ack(to, Wire.open(payload, Ack.parser()));
            } else if (to.leaf().equals("down/snapshot/manifest")) {
                ManifestNotice notice = Wire.open(payload, ManifestNotice.parser());
                version(to.school(), Manifest.parseFrom(notice.getManifest().getManifest()));
            } else if (to.leaf().equals("down/delta")) {
                world.happened(Happening.DELTA);
            } else if (to.leaf().startsWith("down/snapshot/chunk/")) {
                world.happened(Happening.FULL_SNAPSHOT);
            }
        } catch (WireException | InvalidProtocolBufferException e) {
            throw new Broken("wire", topic + ": " + e.getMessage());
        }
    }

    private void ack(Topics.Address to, Ack ack) {
        world.happened(Happening.ACK);
        if (!ack.getQuarantined().isEmpty()) {
            world.happened(Happening.EPOCH_QUARANTINED);
        }
        String station = to.school() + "/" + to.station();
        world.trace.say("ack to %s: %d", station, ack.getUpTo());
        long rows =
                world.rows
                        .rows(
                                "select count(*) from tap_inbox where school = ? and station = ? and epoch = ? and sequence between 1 and ?",
                                row -> row.getLong(1),
                                to.school().value(),
                                to.station().value(),
                                ack.getEpoch(),
                                ack.getUpTo())
                        .getFirst();
        if (rows < ack.getUpTo()) {
            throw new Broken(
                    "S4",
                    "%s is told that record %d is committed; committed are %d records"
                            .formatted(station, ack.getUpTo(), rows));
        }
        List<String> hash =
                world.rows.rows(
                        "select hash from tap_inbox where school = ? and station = ? and epoch = ? and sequence = ?",
                        row -> row.getString(1),
                        to.school().value(),
                        to.station().value(),
                        ack.getEpoch(),
                        ack.getUpTo());
        String told = HexFormat.of().formatHex(ack.getHashAtUpTo().toByteArray());
        if (ack.getUpTo() > 0 && !hash.contains(told)) {
            throw new Broken(
                    "S4", "%s is told another hash at record %d".formatted(station, ack.getUpTo()));
        }
        committed.merge(station + "/" + ack.getEpoch(), ack.getUpTo(), Math::max);
    }

    private void version(SchoolId school, Manifest manifest) {
        School of = world.school(school);
        ByteString digest = manifest.getDigest();
        if (of.ledger.made(manifest.getVersion(), digest, manifest.getSchoolDay())) {
            world.happened(Happening.VERSION_MADE);
            world.trace.say(
                    "snapshot %d of %s is made: %d rows",
                    manifest.getVersion(), school, manifest.getRows());
            corrected(of, manifest.getVersion());
            long after = lastDelivery.getOrDefault(school.value(), 0L);
            world.rows
                    .rows(
                            "select id, order_id from deliveries where school = ? and id > ? order by id",
                            row -> new long[] {row.getLong(1), row.getLong(2)},
                            school.value(),
                            after)
                    .forEach(
                            row -> {
                                lastDelivery.put(school.value(), row[0]);
                                of.ledger.delivered(row[1], manifest.getVersion(), true);
                            });
        }
    }

    private void corrected(School school, long version) {
        long after = lastCorrection.getOrDefault(school.id.value(), 0L);
        world.rows
                .rows(
                        "select id, order_id from delivery_corrections where school = ? and id > ? order by id",
                        row -> new long[] {row.getLong(1), row.getLong(2)},
                        school.id.value(),
                        after)
                .forEach(
                        row -> {
                            lastCorrection.put(school.id.value(), row[0]);
                            world.happened(Happening.CORRECTED);
                            boolean still =
                                    world.rows
                                                    .rows(
                                                            "select count(*) from deliveries where order_id = ?",
                                                            found -> found.getLong(1),
                                                            row[1])
                                                    .getFirst()
                                            > 0;
                            school.ledger.delivered(row[1], version, still);
                        });
    }
}
