package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.hasivu.edge.snapshot.Held.Refusal;
import com.hasivu.edge.snapshot.Held.Trust;
import com.hasivu.edge.snapshot.KeptFile.Frame;
import com.hasivu.edge.snapshot.KeptFile.Kind;
import com.hasivu.edge.snapshot.KeptFile.Name;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One file of kept snapshots, read forward: rows change in place, and only versions that are asked
 * for are verified and indexed. Not thread-safe.
 */
final class KeptReading {
    private final Name name;
    private final byte[] file;
    private final KeptFile.Scan scan;
    private final Trust trust;
    private final NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
    private final NavigableMap<ByteString, Row> parsed = new TreeMap<>(SnapshotRows.ORDER);
    private SignedManifest signed = SignedManifest.getDefaultInstance();
    private int next; // frame

    KeptReading(Name name, byte[] file, Trust trust) {
        this.name = name;
        this.file = file;
        this.scan = KeptFile.scan(file);
        this.trust = trust;
    }

    /** Whether that version stands in this file, not behind where it was read to. */
    boolean canReach(Name wanted, long version) {
        return name.equals(wanted)
                && scan.lastVersion() >= version
                && (next == 0 || scan.frames().get(next - 1).version() <= version);
    }

    /** Goes on to that version. */
    Snapshot forwardTo(long version) throws Refusal {
        while (next < scan.frames().size()
                && (next == 0 || scan.frames().get(next - 1).version() < version)) {
            apply(scan.frames().get(next++));
        }
        if (next == 0 || scan.frames().get(next - 1).version() != version) {
            throw new Refusal("it is not in the file any more", true);
        }
        Manifest manifest = Held.open(signed, trust);
        if (manifest.getVersion() != version) {
            throw new Refusal(
                    "its manifest names version %d".formatted(manifest.getVersion()), true);
        }
        return Held.verified(manifest, signed, rows, parsed).snapshot();
    }

    private void apply(Frame frame) throws Refusal {
        byte[] sealed = frame.body(file);
        try {
            if (frame.kind() == Kind.FULL) {
                SnapshotBody body = open(sealed, SnapshotBody.parser());
                rows.clear();
                parsed.clear();
                signed = body.getManifest();
                for (ByteString row : body.getRowsList()) {
                    Held.put(row, rows, parsed);
                }
            } else {
                Delta delta = open(sealed, Delta.parser());
                delta.getDeletesList().forEach(rows::remove);
                delta.getDeletesList().forEach(parsed::remove);
                signed = delta.getTo();
                for (ByteString row : delta.getUpsertsList()) {
                    Held.put(row, rows, parsed);
                }
            }
        } catch (WireException e) {
            throw new Refusal(String.valueOf(e.getMessage()), true);
        }
    }

    private static <M extends com.google.protobuf.MessageLite> M open(
            byte[] sealed, com.google.protobuf.Parser<M> parser) throws WireException {
        return Wire.open(sealed, parser, Integer.MAX_VALUE, Wire.MAX_SNAPSHOT);
    }
}
