package com.hasivu.simulator.world;

import com.google.protobuf.ByteString;
import com.hasivu.edge.snapshot.SnapshotDisk;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of a station's disk that holds its snapshots. A table is kept as rows and not as a MapDB
 * file; what survives a power cut is as the port promises: a written file, a rename that was done,
 * and perhaps a file that was removed.
 */
final class WorldShelf {
    /** Either bytes or a table with its checksum. */
    record Content(byte[] bytes, SnapshotDisk.Table table, String checksum) {}

    private static final SnapshotDisk.Table NO_TABLE =
            new SnapshotDisk.Table(ByteString.EMPTY, Map.of());

    private final SortedMap<String, Content> files = new TreeMap<>();
    private final SortedMap<String, Content> removed = new TreeMap<>(); // since the last sync
    private final Dice dice;
    private boolean full;

    WorldShelf(Dice dice) {
        this.dice = dice;
    }

    SortedMap<String, Content> files() {
        return files;
    }

    void full(boolean full) {
        this.full = full;
    }

    SortedMap<String, Content> backup() {
        return new TreeMap<>(files);
    }

    void restore(SortedMap<String, Content> backup) {
        files.clear();
        removed.clear();
        files.putAll(backup);
    }

    void powerCut() {
        removed.forEach(
                (name, content) -> {
                    if (dice.chance(0.5)) {
                        files.putIfAbsent(name, content);
                    }
                });
        removed.clear();
    }

    SnapshotDisk port(Life life) {
        return new Port(life);
    }

    private final class Port implements SnapshotDisk {
        private final Life life;

        Port(Life life) {
            this.life = life;
        }

        @Override
        public List<String> list() {
            life.require();
            return List.copyOf(files.keySet());
        }

        @Override
        public void write(String name, byte[] bytes) throws IOException {
            if (life.endsHere()) {
                byte[] half = Arrays.copyOf(bytes, dice.below(bytes.length));
                files.put(name, new Content(half, NO_TABLE, ""));
            }
            room(name);
            files.put(name, new Content(bytes.clone(), NO_TABLE, ""));
            life.step();
        }

        @Override
        public byte[] read(String name) throws IOException {
            life.require();
            return find(name).bytes().clone();
        }

        @Override
        public String writeTable(String name, Table table) throws IOException {
            if (life.endsHere()) {
                files.put(name, new Content(new byte[0], NO_TABLE, "half"));
            }
            room(name);
            Table copy = new Table(table.manifest(), new TreeMap<>(sorted(table.rows())));
            String checksum = "%016x".formatted(copy.rows().hashCode() * 0x9E3779B97F4A7C15L);
            files.put(name, new Content(new byte[0], copy, checksum));
            life.step();
            return checksum;
        }

        private static SortedMap<ByteString, ByteString> sorted(Map<ByteString, ByteString> rows) {
            SortedMap<ByteString, ByteString> sorted =
                    new TreeMap<>(ByteString.unsignedLexicographicalComparator());
            sorted.putAll(rows);
            return sorted;
        }

        @Override
        public Table readTable(String name, String checksum) throws IOException, Damaged {
            life.require();
            Content content = find(name);
            if (!content.checksum().equals(checksum)) {
                throw new Damaged(name, "its checksum is not the one in its name");
            }
            return content.table();
        }

        @Override
        public void rename(String from, String to) throws IOException {
            life.step();
            Content content = find(from);
            files.remove(from);
            files.put(to, content);
            removed.clear(); // the folder is synced
            life.step();
        }

        @Override
        public void delete(String name) {
            life.step();
            Content gone = files.remove(name);
            if (gone != null) {
                removed.put(name, gone);
            }
        }

        private void room(String name) throws IOException {
            life.step();
            if (full) {
                throw new IOException(name + ": No space left on device");
            }
        }

        private Content find(String name) throws IOException {
            Content content = files.get(name);
            if (content == null) {
                throw new NoSuchFileException(name);
            }
            return content;
        }
    }
}
