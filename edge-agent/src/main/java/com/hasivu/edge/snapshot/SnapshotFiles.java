package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.SignedManifest;

import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;

    SnapshotFiles(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        for (Path file : list()) {
            if (file.toString().endsWith(".tmp")) {
                Files.delete(file);
            }
        }
    }

    record BaseFile(Path path, long version, String checksum) {}

    record DeltaFile(Path path, long from, long to) {}

    /** A base's content, not verified. */
    record Content(SignedManifest signed, List<ByteString> rows) {}

    /** A file that is not what was written. */
    static final class DamagedFile extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedFile(Path path, String why) {
            super(path.getFileName() + ": " + why);
        }
    }

    /** Newest first. */
    List<BaseFile> bases() throws IOException {
        List<BaseFile> bases = new ArrayList<>();
        for (Path path : list()) {
            Matcher name = BASE.matcher(path.getFileName().toString());
            if (name.matches()) {
                bases.add(new BaseFile(path, Long.parseLong(name.group(1)), name.group(2)));
            }
        }
        bases.sort((a, b) -> Long.compare(b.version(), a.version()));
        return bases;
    }

    List<DeltaFile> deltas() throws IOException {
        List<DeltaFile> deltas = new ArrayList<>();
        for (Path path : list()) {
            Matcher name = DELTA.matcher(path.getFileName().toString());
            if (name.matches()) {
                deltas.add(
                        new DeltaFile(
                                path,
                                Long.parseLong(name.group(1)),
                                Long.parseLong(name.group(2))));
            }
        }
        return deltas;
    }

    /** Writes a base aside and gives it its name. */
    void writeBase(Held held) throws IOException {
        long version = held.snapshot().version();
        Path aside = folder.resolve("snapshot-" + version + ".tmp");
        Files.deleteIfExists(aside);
        try {
            build(aside, held);
            sync(aside);
            FaultPoint.SNAPSHOT_WRITTEN.reach();
            rename(aside, "snapshot-%d-%s.db".formatted(version, checksum(aside)));
        } catch (DBException e) {
            throw new IOException("cannot build " + aside + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static void build(Path aside, Held held) {
        try (DB db = DBMaker.fileDB(aside.toFile()).make()) {
            HTreeMap<byte[], byte[]> rows =
                    db.hashMap("rows", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).create();
            for (Map.Entry<ByteString, ByteString> row : held.rows().entrySet()) {
                rows.put(row.getKey().toByteArray(), row.getValue().toByteArray());
            }
            HTreeMap<byte[], byte[]> meta =
                    db.hashMap("meta", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).create();
            meta.put(MANIFEST, held.signed().toByteArray());
            db.commit();
        }
    }

    /** Reads a base; the whole file is checked before MapDB sees it. */
    Content readBase(BaseFile base) throws IOException, DamagedFile {
        if (!checksum(base.path()).equals(base.checksum())) {
            throw new DamagedFile(base.path(), "its checksum is not the one in its name");
        }
        try (DB db = DBMaker.fileDB(base.path().toFile()).readOnly().make()) {
            byte[] manifest =
                    db.hashMap("meta", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                            .open()
                            .get(MANIFEST);
            List<ByteString> rows = new ArrayList<>();
            HTreeMap<byte[], byte[]> map =
                    db.hashMap("rows", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).open();
            for (byte[] row : map.getValues()) {
                rows.add(ByteString.copyFrom(row));
            }
            if (manifest == null) {
                throw new DamagedFile(base.path(), "it holds no manifest");
            }
            return new Content(SignedManifest.parseFrom(manifest), rows);
        } catch (DBException | InvalidProtocolBufferException e) {
            throw new DamagedFile(base.path(), "MapDB cannot read it: " + e.getMessage());
        }
    }

    /** Writes a delta aside and gives it its name: about half a millisecond on an SSD. */
    void writeDelta(Delta delta, long to) throws IOException {
        String name = "delta-%d-%d.bin".formatted(delta.getFromVersion(), to);
        Path aside = folder.resolve(name + ".tmp");
        byte[] body = delta.toByteArray();
        ByteBuffer bytes = ByteBuffer.allocate(DELTA_HEADER + body.length);
        bytes.put(DELTA_MAGIC).putInt(crc(body)).put(body).flip();
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            aside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            FaultPoint.SNAPSHOT_WRITTEN.reach();
            rename(aside, name);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    Delta readDelta(DeltaFile file) throws IOException, DamagedFile {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file.path()));
        if (bytes.remaining() < DELTA_HEADER
                || !bytes.slice(0, 8).equals(ByteBuffer.wrap(DELTA_MAGIC))) {
            throw new DamagedFile(file.path(), "it does not begin with HASIVUD1");
        }
        byte[] body = new byte[bytes.capacity() - DELTA_HEADER];
        bytes.get(DELTA_HEADER, body);
        if (bytes.getInt(8) != crc(body)) {
            throw new DamagedFile(file.path(), "its checksum is wrong");
        }
        try {
            return Delta.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedFile(file.path(), "it is not protobuf: " + e.getMessage());
        }
    }

    /** Takes a file out of use without deleting it; returns its new name. */
    String setAside(Path file) throws IOException {
        Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
        for (int n = 2; Files.exists(damaged); n++) {
            damaged = file.resolveSibling(file.getFileName() + "." + n + ".damaged");
        }
        Files.move(file, damaged, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
        return damaged.getFileName().toString();
    }

    /** Keeps the newest base, the one before it, and every delta from that one on. */
    void prune() throws IOException {
        List<BaseFile> bases = bases();
        long keepFrom = bases.isEmpty() ? 0 : bases.get(Math.min(1, bases.size() - 1)).version();
        for (BaseFile base : bases.subList(Math.min(2, bases.size()), bases.size())) {
            Files.delete(base.path());
        }
        for (DeltaFile delta : deltas()) {
            if (delta.from() < keepFrom) {
                Files.delete(delta.path());
            }
        }
    }

    private void rename(Path aside, String name) throws IOException {
        Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static String checksum(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int crc(byte[] body) {
        var crc = new java.util.zip.CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
