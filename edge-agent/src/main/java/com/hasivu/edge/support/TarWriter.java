package com.hasivu.edge.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/**
 * Writes files as a tar archive, format ustar (POSIX.1-1988, pax(1)): a header of 512 bytes, the
 * bytes padded to 512, two empty blocks at the end.
 */
public final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int MAX_NAME = 100;

    private final OutputStream out;
    private final long seconds;

    /**
     * Onto {@code out}, which it closes.
     *
     * @param seconds since 1970: the time of every file
     */
    public TarWriter(OutputStream out, long seconds) {
        this.out = out;
        this.seconds = seconds;
    }

    /**
     * Into a new {@code .tar.gz}, mode 0600.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static TarWriter create(Path file, Instant time) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new TarWriter(
                new GZIPOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE)),
                time.getEpochSecond());
    }

    /** Adds a file that is in memory. */
    public void add(String name, byte[] bytes) throws IOException {
        add(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    /**
     * Adds a file.
     *
     * @param name at most 100 bytes
     * @param size what {@code bytes} gives, no more and no less
     */
    public void add(String name, long size, InputStream bytes) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.US_ASCII);
        if (path.length > MAX_NAME) {
            throw new IllegalArgumentException("name of more than 100 bytes: " + name);
        }
        System.arraycopy(path, 0, header, 0, path.length);
        text(header, 100, "0000600\0");
        text(header, 108, "0000000\0");
        text(header, 116, "0000000\0");
        text(header, 124, "%011o\0".formatted(size));
        text(header, 136, "%011o\0".formatted(seconds));
        text(header, 148, "        "); // the sum is taken with blanks here
        header[156] = '0';
        text(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        text(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
        long written = bytes.transferTo(out);
        if (written != size) {
            throw new IOException("%s has %d bytes, not %d".formatted(name, written, size));
        }
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static void text(byte[] header, int at, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
