package com.hasivu.edge.sync;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotException;
import com.hasivu.edge.snapshot.SnapshotOutcome;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.CommandSeal;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.SetAside;
import com.hasivu.protocol.wire.SignedCommand;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.TimeNotice;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Turns what comes down into what the machine hears. Whatever is malformed, too large, forged or
 * somebody else's is counted and dropped and changes nothing. One thread.
 */
final class Downlink {
    private static final Logger LOG = LoggerFactory.getLogger(Downlink.class);
    private static final Pattern COMMAND_ID = Pattern.compile("[a-z0-9-]{1,40}");

    private final Topics topics;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final Map<String, PublicKey> keys;
    private final CloudClock clock;
    private final Consumer<Command> commands;
    private final SyncStats stats;
    private final Complaints complaints;
    private final SnapshotAssembler assembler = new SnapshotAssembler();
    private ClockState clockTold = ClockState.UNRECOGNIZED; // nothing told yet

    Downlink(
            Topics topics,
            Journal journal,
            SnapshotStore snapshots,
            Map<String, PublicKey> keys,
            CloudClock clock,
            Consumer<Command> commands,
            SyncStats stats) {
        this.topics = topics;
        this.journal = journal;
        this.snapshots = snapshots;
        this.keys = keys;
        this.clock = clock;
        this.commands = commands;
        this.stats = stats;
        this.complaints = new Complaints(LOG, stats);
    }

    Optional<Input> hear(String topic, byte[] payload, long nowMillis) {
        String leaf = Topics.parse(topic).map(Topics.Address::leaf).orElse("");
        try {
            return switch (leaf) {
                case "down/acks" -> ack(open(payload, Ack.parser()));
                case "down/time" -> time(open(payload, TimeNotice.parser()));
                case "down/commands" -> command(open(payload, SignedCommand.parser()));
                case "down/delta" -> delta(open(payload, Delta.parser()));
                case "down/snapshot/manifest" -> notice(open(payload, ManifestNotice.parser()));
                default -> {
                    if (leaf.startsWith("down/snapshot/chunk/")) {
                        SnapshotChunk chunk = open(payload, SnapshotChunk.parser());
                        yield chunk(topic, chunk, nowMillis);
                    }
                    complaints.dropped("unknown-topic", topic, nowMillis);
                    yield Optional.empty();
                }
            };
        } catch (WireException e) {
            String kind = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            complaints.dropped(kind, topic + ": " + e.getMessage(), nowMillis);
            return Optional.empty();
        } catch (SnapshotException e) {
            LOG.error("snapshot not saved: {}; serving goes on from the one held", e.getMessage());
            return Optional.of(new Input.Misfit("not saved"));
        }
    }

    /** Messages that did not fit into the inbox. */
    void overflowed(long count, long nowMillis) {
        for (long i = 0; i < count; i++) {
            complaints.dropped("overflow", "more came than could be read", nowMillis);
        }
    }

    private static <M extends MessageLite> M open(byte[] payload, Parser<M> parser)
            throws WireException {
        return Wire.open(payload, parser);
    }

    private Optional<Input> ack(Ack ack) throws WireException {
        if (ack.getEpoch() != journal.epoch()) {
            throw new WireException(Kind.FORGED, "ack for epoch %016x".formatted(ack.getEpoch()));
        }
        stats.add("acks", 1);
        for (SetAside aside : ack.getSetAsideList()) {
            LOG.warn(
                    "cloud set record {} aside: {}; see the school's review list",
                    aside.getSequence(),
                    aside.getReason());
        }
        String quarantined = ack.getQuarantined();
        if (ack.getResendFrom() > 0 && ack.getResendFrom() < journal.firstSequence()) {
            quarantined =
                    "it asks for record %d, the oldest kept here is %d"
                            .formatted(ack.getResendFrom(), journal.firstSequence());
        }
        return Optional.of(
                new Input.Acked(
                        ack.getUpTo(),
                        fits(ack),
                        ack.getResendFrom(),
                        ack.getWindow(),
                        quarantined,
                        rate(ack),
                        Math.max(0, ack.getBatchUpTo())));
    }

    /** Unsigned on the wire. */
    private static int rate(Ack ack) {
        int rate = ack.getRecordsPerSecond();
        return rate < 0 ? Integer.MAX_VALUE : rate;
    }

    /** An ack for records that were removed since is an old one and moves nothing. */
    private boolean fits(Ack ack) {
        long upTo = ack.getUpTo();
        if (upTo < 0 || upTo > journal.lastSequence()) {
            return false;
        }
        return upTo < journal.firstSequence() - 1
                || Arrays.equals(journal.hashAt(upTo), ack.getHashAtUpTo().toByteArray());
    }

    private Optional<Input> time(TimeNotice notice) {
        clock.compare(notice.getMonotonicNanos(), notice.getCloudWallMillis());
        ClockState state = clock.state();
        if (state != clockTold) {
            clockTold = state;
            long skew = clock.skewMillis().orElse(0L);
            if (state == ClockState.CLOCK_SYNCED) {
                LOG.info("clock is right: {} ms from the cloud's", skew);
            } else {
                LOG.error("clock is wrong by {} ms; set it, or let a time service do it", skew);
            }
        }
        return Optional.of(new Input.TimeAnswered());
    }

    /** That of the snapshot held says nothing new: a signature costs a small board milliseconds. */
    private Optional<Input> notice(ManifestNotice notice) throws WireException {
        Optional<Snapshot> held = snapshots.active();
        if (held.isPresent()
                && notice.getManifest()
                        .getManifest()
                        .equals(held.get().manifest().toByteString())) {
            return Optional.of(new Input.Noticed(held.get().version()));
        }
        Manifest manifest = ManifestSeal.verify(notice.getManifest(), keys);
        if (!manifest.getSchool().equals(topics.school().value())) {
            throw new WireException(Kind.FORGED, "manifest of school " + manifest.getSchool());
        }
        return Optional.of(new Input.Noticed(manifest.getVersion()));
    }

    private Optional<Input> command(SignedCommand signed) throws WireException {
        Command command = CommandSeal.verify(signed, keys);
        if (!command.getSchool().equals(topics.school().value())
                || !command.getStation().equals(topics.station().value())) {
            throw new WireException(
                    Kind.FORGED,
                    "command for station %s of school %s"
                            .formatted(command.getStation(), command.getSchool()));
        }
        if (!COMMAND_ID.matcher(command.getId()).matches()) {
            throw new WireException(Kind.MALFORMED, "command without a usable id");
        }
        stats.add("commands", 1);
        commands.accept(command);
        return Optional.empty();
    }

    private Optional<Input> chunk(String topic, SnapshotChunk chunk, long nowMillis)
            throws WireException {
        if (!topic.equals(topics.chunk(chunk.getVersion(), chunk.getIndex()))) {
            throw new WireException(Kind.MALFORMED, "chunk is not the one its topic names");
        }
        return switch (assembler.add(chunk, nowMillis)) {
            case SnapshotAssembler.Outcome.Waiting waiting -> Optional.empty();
            case SnapshotAssembler.Outcome.Ignored ignored -> Optional.empty();
            case SnapshotAssembler.Outcome.Malformed(var why) ->
                    throw new WireException(Kind.MALFORMED, why);
            case SnapshotAssembler.Outcome.Complete(var version, var sealed) -> whole(sealed);
        };
    }

    private Optional<Input> whole(byte[] sealed) {
        try {
            SnapshotBody body =
                    Wire.open(sealed, SnapshotBody.parser(), Wire.MAX_SNAPSHOT, Wire.MAX_SNAPSHOT);
            return applied("full", snapshots.applyFull(body));
        } catch (WireException e) {
            stats.add("snapshots-refused", 1);
            LOG.warn("full snapshot refused: {}; asking again", e.getMessage());
            return Optional.of(new Input.Misfit("full refused"));
        }
    }

    private Optional<Input> delta(Delta delta) {
        return applied("delta", snapshots.applyDelta(delta));
    }

    private Optional<Input> applied(String what, SnapshotOutcome outcome) {
        return switch (outcome) {
            case SnapshotOutcome.Activated(var snapshot) -> {
                stats.add("snapshots-" + what, 1);
                LOG.info(
                        "snapshot {} in use ({}, {} rows)",
                        snapshot.version(),
                        what,
                        snapshot.rows());
                yield Optional.of(new Input.Held(snapshot.version()));
            }
            case SnapshotOutcome.Ignored ignored ->
                    Optional.of(
                            new Input.Held(snapshots.active().map(Snapshot::version).orElse(0L)));
            case SnapshotOutcome.Refused(var why, var needFull) -> {
                stats.add("snapshots-refused", 1);
                LOG.warn(
                        "{} snapshot refused: {}; the one held stays in use{}",
                        what,
                        why,
                        needFull ? ", asking for a full one" : "");
                yield needFull
                        ? Optional.of(new Input.Misfit(what + " refused"))
                        : Optional.empty();
            }
        };
    }
}
