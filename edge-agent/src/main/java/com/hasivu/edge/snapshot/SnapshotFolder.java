package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;
import com.hasivu.edge.durable.DurableFiles;
import com.hasivu.protocol.Sha256;

import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A snapshot folder on the real disk. A table is a MapDB file with maps "rows" and "meta". */
final class SnapshotFolder implements SnapshotDisk {
    private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;

    SnapshotFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
        }
    }

    @Override
    public void write(String name, byte[] bytes) throws IOException {
        DurableFiles.write(folder.resolve(name), bytes);
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    @Override
    public String writeTable(String name, Table table) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        try {
            build(file, table);
        } catch (DBException e) {
            throw new IOException("cannot build " + file + ": " + e.getMessage(), e);
        }
        DurableFiles.sync(file);
        return checksum(file);
    }

    private static void build(Path file, Table table) {
        try (DB db = DBMaker.fileDB(file.toFile()).make()) {
            HTreeMap<byte[], byte[]> rows =
                    db.hashMap("rows", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).create();
            table.rows().forEach((key, row) -> rows.put(key.toByteArray(), row.toByteArray()));
            HTreeMap<byte[], byte[]> meta =
                    db.hashMap("meta", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).create();
            meta.put(MANIFEST, table.manifest().toByteArray());
            db.commit();
        }
    }

    /** The whole file is checked before MapDB sees it. */
    @Override
    public Table readTable(String name, String checksum) throws IOException, Damaged {
        Path file = folder.resolve(name);
        if (!checksum(file).equals(checksum)) {
            throw new Damaged(name, "its checksum is not the one in its name");
        }
        try (DB db = DBMaker.fileDB(file.toFile()).readOnly().make()) {
            byte[] manifest =
                    db.hashMap("meta", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                            .open()
                            .get(MANIFEST);
            if (manifest == null) {
                throw new Damaged(name, "it holds no manifest");
            }
            HTreeMap<byte[], byte[]> map =
                    db.hashMap("rows", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).open();
            Map<ByteString, ByteString> rows = new HashMap<>();
            for (Map.Entry<byte[], byte[]> row : map.getEntries()) {
                rows.put(ByteString.copyFrom(row.getKey()), ByteString.copyFrom(row.getValue()));
            }
            return new Table(ByteString.copyFrom(manifest), rows);
        } catch (DBException e) {
            throw new Damaged(name, "MapDB cannot read it: " + e.getMessage());
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        DurableFiles.rename(folder.resolve(from), folder.resolve(to));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private static String checksum(Path file) throws IOException {
        return HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)), 0, 8);
    }
}
