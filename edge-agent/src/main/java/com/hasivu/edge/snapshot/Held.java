package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedManifest;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A verified snapshot with its rows as they travelled, so that the next delta can be applied and
 * its digest checked. Immutable by convention: the maps are never changed after construction.
 *
 * @param rows canonical key to row bytes
 * @param parsed canonical key to row, so that a delta parses only what it brings
 */
record Held(
        Snapshot snapshot,
        SignedManifest signed,
        NavigableMap<ByteString, ByteString> rows,
        Map<ByteString, Row> parsed) {

    /** Who may sign, and for which school. */
    record Trust(SchoolId school, Map<String, PublicKey> keys) {}

    /** Not what it should be. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        final boolean needFull;

        Refusal(String why, boolean needFull) {
            super(why);
            this.needFull = needFull;
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** Opens a manifest: the signature must fit, and the school must be ours. */
    static Manifest open(SignedManifest signed, Trust trust) throws Refusal {
        Manifest manifest;
        try {
            manifest = ManifestSeal.verify(signed, trust.keys());
        } catch (WireException e) {
            throw new Refusal(String.valueOf(e.getMessage()), false);
        }
        if (!manifest.getSchool().equals(trust.school().value())) {
            throw new Refusal(
                    "snapshot of school '%s', this station is of '%s'"
                            .formatted(manifest.getSchool(), trust.school()),
                    false);
        }
        return manifest;
    }

    /** A full snapshot from its rows. */
    static Held full(SignedManifest signed, List<ByteString> rows, Trust trust) throws Refusal {
        Manifest manifest = open(signed, trust);
        NavigableMap<ByteString, ByteString> byKey = SnapshotRows.empty();
        NavigableMap<ByteString, Row> parsed = parsedRows();
        for (ByteString bytes : rows) {
            put(bytes, byKey, parsed);
        }
        return verified(manifest, signed, byKey, parsed);
    }

    /** This snapshot with a delta applied, not yet verified as a whole. */
    Changed with(Delta delta) throws Refusal {
        if (delta.getFromVersion() != snapshot.version()
                || !Arrays.equals(delta.getFromDigest().toByteArray(), snapshot.digest())) {
            throw new Refusal(
                    "delta from version %d (%s), held is %d (%s)"
                            .formatted(
                                    delta.getFromVersion(),
                                    hex(delta.getFromDigest().toByteArray()),
                                    snapshot.version(),
                                    hex(snapshot.digest())),
                    true);
        }
        return new Changed(rows, parsed).with(delta);
    }

    /** Rows on their way from one version to another. */
    record Changed(NavigableMap<ByteString, ByteString> rows, Map<ByteString, Row> parsed) {
        Changed with(Delta delta) throws Refusal {
            NavigableMap<ByteString, ByteString> newRows = new TreeMap<>(rows);
            NavigableMap<ByteString, Row> newParsed = parsedRows();
            newParsed.putAll(parsed);
            for (ByteString key : delta.getDeletesList()) {
                newRows.remove(key);
                newParsed.remove(key);
            }
            for (ByteString bytes : delta.getUpsertsList()) {
                put(bytes, newRows, newParsed);
            }
            return new Changed(newRows, newParsed);
        }
    }

    /** Checks row count and digest against the signed manifest and indexes the rows. */
    static Held verified(
            Manifest manifest,
            SignedManifest signed,
            NavigableMap<ByteString, ByteString> rows,
            Map<ByteString, Row> parsed)
            throws Refusal {
        if (rows.size() != manifest.getRows()) {
            throw new Refusal(
                    "version %d has %d rows, its manifest says %d"
                            .formatted(manifest.getVersion(), rows.size(), manifest.getRows()),
                    true);
        }
        byte[] digest = SnapshotRows.digest(rows);
        if (!Arrays.equals(digest, manifest.getDigest().toByteArray())) {
            throw new Refusal(
                    "version %d has digest %s, its manifest says %s"
                            .formatted(
                                    manifest.getVersion(),
                                    hex(digest),
                                    hex(manifest.getDigest().toByteArray())),
                    true);
        }
        try {
            DayOrders orders = DayOrders.of(manifest, parsed.values());
            return new Held(new Snapshot(manifest, orders), signed, rows, parsed);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    "version %d makes no sense: %s"
                            .formatted(manifest.getVersion(), e.getMessage()),
                    false);
        }
    }

    private static NavigableMap<ByteString, Row> parsedRows() {
        return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    }

    static void put(ByteString bytes, Map<ByteString, ByteString> rows, Map<ByteString, Row> parsed)
            throws Refusal {
        try {
            Row row = SnapshotRows.parse(bytes);
            ByteString key = SnapshotRows.key(row);
            rows.put(key, bytes);
            parsed.put(key, row);
        } catch (WireException e) {
            throw new Refusal(String.valueOf(e.getMessage()), true);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, Math.min(4, digest.length));
    }
}
