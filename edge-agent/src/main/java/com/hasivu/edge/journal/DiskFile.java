package com.hasivu.edge.journal;

import com.hasivu.protocol.fault.FaultPoint;
import com.sun.nio.file.ExtendedOpenOption;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on the real disk. {@link RandomAccessFile} and not a channel, because an interrupt closes
 * a channel under the thread that writes. Mode "rwd" is O_DSYNC: one system call writes and syncs,
 * as fast as write and fdatasync (measured, docs/adr/0002).
 */
final class DiskFile implements JournalFile {
    private final Path path;
    private @Nullable RandomAccessFile synced;
    private @Nullable RandomAccessFile plain;

    DiskFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new java.nio.file.NoSuchFileException(path.toString());
        }
        this.path = path;
    }

    @Override
    public long size() throws IOException {
        return Files.size(path);
    }

    @Override
    public void write(long at, byte[] bytes, int offset, int length) throws IOException {
        RandomAccessFile file = plain;
        if (file == null) {
            file = new RandomAccessFile(path.toFile(), "rw");
            plain = file;
        }
        file.seek(at);
        file.write(bytes, offset, length);
    }

    @Override
    public void writeThrough(long at, byte[] bytes, int offset, int length) throws IOException {
        FaultPoint.DISK_SYNC.io();
        if (FaultPoint.DISK_SYNC.isSkipped()) {
            write(at, bytes, offset, length);
            return;
        }
        RandomAccessFile file = synced;
        if (file == null) {
            file = new RandomAccessFile(path.toFile(), "rwd");
            synced = file;
        }
        file.seek(at);
        file.write(bytes, offset, length);
    }

    @Override
    public byte[] read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(at);
            file.readFully(bytes);
        }
        return bytes;
    }

    @Override
    public byte[] readFromDisk(long at, int length) throws IOException {
        try (FileChannel direct =
                FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
            int block = (int) Files.getFileStore(path).getBlockSize();
            long from = at / block * block;
            int skip = (int) (at - from);
            int wanted = (skip + length + block - 1) / block * block;
            ByteBuffer buffer = ByteBuffer.allocateDirect(wanted + block).alignedSlice(block);
            buffer.limit(wanted);
            while (buffer.position() < skip + length) {
                if (direct.read(buffer, from + buffer.position()) < 0) {
                    throw new EOFException(path + " ends before byte " + (at + length));
                }
            }
            byte[] bytes = new byte[length];
            buffer.get(skip, bytes);
            return bytes;
        } catch (UnsupportedOperationException noDirectReads) {
            return read(at, length);
        }
    }

    @Override
    public void close() throws IOException {
        if (synced != null) {
            synced.close();
        }
        if (plain != null) {
            plain.close();
        }
    }
}
