package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.SignedManifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The files of a snapshot folder. A file is written aside, synced, then renamed: under its final
 * name it is whole, or the disk has changed it, which its checksum shows. Never written in place.
 *
 * <pre>
 * snapshot-{version}-{first 16 hex digits of SHA-256 over the file}.db   MapDB: maps "rows" and "meta"
 * delta-{from version}-{to version}.bin                                  "HASIVUD1", CRC-32C as u32, Delta
 * *.tmp       begun, never finished: removed at the start
 * *.damaged   set aside at the start because it did not verify: kept for a person to look at
 * </pre>
 */
final class SnapshotFiles {
    private static final Pattern BASE = Pattern.compile("snapshot-(\\d{1,19})-([0-9a-f]{16})\\.db");
    private static final Pattern DELTA = Pattern.compile("delta-(\\d{1,19})-(\\d{1,19})\\.bin");
    private static final byte[] DELTA_MAGIC = "HASIVUD1".getBytes(StandardCharsets.US_ASCII);
    private static final int DELTA_HEADER = 12;

    private final SnapshotDisk disk;

    SnapshotFiles(SnapshotDisk disk) throws IOException {
        this.disk = disk;
        for (String name : disk.list()) {
            if (name.endsWith(".tmp")) {
                disk.delete(name);
            }
        }
    }

    record BaseFile(String name, long version, String checksum) {}

    record DeltaFile(String name, long from, long to) {}

    /** A base's content, not verified. */
    record Content(SignedManifest signed, List<ByteString> rows) {}

    /** Newest first. */
    List<BaseFile> bases() throws IOException {
        List<BaseFile> bases = new ArrayList<>();
        for (String file : disk.list()) {
            Matcher name = BASE.matcher(file);
            if (name.matches()) {
                bases.add(new BaseFile(file, Long.parseLong(name.group(1)), name.group(2)));
            }
        }
        bases.sort((a, b) -> Long.compare(b.version(), a.version()));
        return bases;
    }

    List<DeltaFile> deltas() throws IOException {
        List<DeltaFile> deltas = new ArrayList<>();
        for (String file : disk.list()) {
            Matcher name = DELTA.matcher(file);
            if (name.matches()) {
                deltas.add(
                        new DeltaFile(
                                file,
                                Long.parseLong(name.group(1)),
                                Long.parseLong(name.group(2))));
            }
        }
        return deltas;
    }

    /** Writes a base aside and gives it its name. */
    void writeBase(Held held) throws IOException {
        long version = held.snapshot().version();
        String aside = "snapshot-" + version + ".tmp";
        try {
            String checksum =
                    disk.writeTable(
                            aside,
                            new SnapshotDisk.Table(held.signed().toByteString(), held.rows()));
            FaultPoint.SNAPSHOT_WRITTEN.reach();
            disk.rename(aside, "snapshot-%d-%s.db".formatted(version, checksum));
        } finally {
            disk.delete(aside);
        }
    }

    Content readBase(BaseFile base) throws IOException, SnapshotDisk.Damaged {
        SnapshotDisk.Table table = disk.readTable(base.name(), base.checksum());
        try {
            return new Content(
                    SignedManifest.parseFrom(table.manifest()), List.copyOf(table.rows().values()));
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotDisk.Damaged(
                    base.name(), "its manifest is not protobuf: " + e.getMessage());
        }
    }

    /** Writes a delta aside and gives it its name: about half a millisecond on an SSD. */
    void writeDelta(Delta delta, long to) throws IOException {
        String name = "delta-%d-%d.bin".formatted(delta.getFromVersion(), to);
        String aside = name + ".tmp";
        byte[] body = delta.toByteArray();
        ByteBuffer bytes = ByteBuffer.allocate(DELTA_HEADER + body.length);
        bytes.put(DELTA_MAGIC).putInt(crc(body)).put(body);
        try {
            disk.write(aside, bytes.array());
            FaultPoint.SNAPSHOT_WRITTEN.reach();
            disk.rename(aside, name);
        } finally {
            disk.delete(aside);
        }
    }

    Delta readDelta(DeltaFile file) throws IOException, SnapshotDisk.Damaged {
        ByteBuffer bytes = ByteBuffer.wrap(disk.read(file.name()));
        if (bytes.remaining() < DELTA_HEADER
                || !bytes.slice(0, 8).equals(ByteBuffer.wrap(DELTA_MAGIC))) {
            throw new SnapshotDisk.Damaged(file.name(), "it does not begin with HASIVUD1");
        }
        byte[] body = new byte[bytes.capacity() - DELTA_HEADER];
        bytes.get(DELTA_HEADER, body);
        if (bytes.getInt(8) != crc(body)) {
            throw new SnapshotDisk.Damaged(file.name(), "its checksum is wrong");
        }
        try {
            return Delta.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotDisk.Damaged(file.name(), "it is not protobuf: " + e.getMessage());
        }
    }

    /** Takes a file out of use without deleting it; returns its new name. */
    String setAside(String file) throws IOException {
        List<String> taken = disk.list();
        String damaged = file + ".damaged";
        for (int n = 2; taken.contains(damaged); n++) {
            damaged = file + "." + n + ".damaged";
        }
        disk.rename(file, damaged);
        return damaged;
    }

    /** Keeps the newest base, the one before it, and every delta from that one on. */
    void prune() throws IOException {
        List<BaseFile> bases = bases();
        long keepFrom = bases.isEmpty() ? 0 : bases.get(Math.min(1, bases.size() - 1)).version();
        for (BaseFile base : bases.subList(Math.min(2, bases.size()), bases.size())) {
            disk.delete(base.name());
        }
        for (DeltaFile delta : deltas()) {
            if (delta.from() < keepFrom) {
                disk.delete(delta.name());
            }
        }
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
