package com.hasivu.edge.backup;

import com.hasivu.protocol.Sha256;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads a backup, and believes nothing: its contents stand first, then come exactly its files, in
 * its order, each a plain file with the size and the hash it says, under a name of the few known
 * kinds. A {@code .tar.gz}, format ustar.
 */
final class Archive {
    private static final int BLOCK = 512;
    private static final int MAX_CONTENTS = 4 << 20;
    private static final String PART = "[A-Za-z0-9_][A-Za-z0-9._-]{0,90}";

    /** Nothing that names another folder can fit: no dots alone, no slash at an end. */
    private static final Pattern NAME =
            Pattern.compile(
                    "settings/main\\.yaml|settings/conf\\.d/%1$s|(journal|snapshots|snapshots-kept|remote|identity)/%1$s|journal-ended/[0-9a-z-]{1,40}/%1$s"
                            .formatted(PART));

    private final Path file;

    Archive(Path file) {
        this.file = file;
    }

    /** Takes each file's bytes; they are checked only when all were read. */
    interface Taker {
        OutputStream to(String name) throws IOException;
    }

    static boolean isName(String name) {
        return name.length() <= 100 && NAME.matcher(name).matches();
    }

    /**
     * Reads and checks all of it.
     *
     * @throws BackupException if it is damaged, foreign or cannot be read
     */
    Contents read(Taker taker) {
        try (InputStream in =
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            Contents.Item first = header(in);
            if (!first.name().equals(Contents.NAME) || first.size() > MAX_CONTENTS) {
                throw new BackupException("does not begin with its contents; is it a backup?");
            }
            Contents contents = Contents.of(in.readNBytes((int) first.size()));
            in.skipNBytes(padding(first.size()));
            Iterator<Contents.Item> expected = contents.files().iterator();
            for (Contents.Item one = header(in); !one.name().isEmpty(); one = header(in)) {
                if (!expected.hasNext()) {
                    throw new BackupException(
                            "holds %s, which its contents do not name".formatted(one.name()));
                }
                take(in, one, expected.next(), taker);
            }
            if (expected.hasNext()) {
                throw new BackupException("lacks " + expected.next().name());
            }
            toTheEnd(in);
            return contents;
        } catch (BackupException e) {
            throw new BackupException("%s %s".formatted(file, e.getMessage()), e);
        } catch (EOFException e) {
            throw new BackupException(
                    file + " is cut short; copy it again from where it was made", e);
        } catch (IOException e) {
            throw new BackupException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Zeros, up to the checksum of gzip, which is looked at only there. */
    private static void toTheEnd(InputStream in) throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != 0) {
                throw new BackupException("holds something behind its end");
            }
        }
    }

    private static void take(
            InputStream in, Contents.Item found, Contents.Item expected, Taker taker)
            throws IOException {
        if (!isName(found.name())
                || !found.name().equals(expected.name())
                || found.size() != expected.size()) {
            throw new BackupException(
                    "holds %s of %d bytes where its contents say %s of %d"
                            .formatted(
                                    found.name(), found.size(), expected.name(), expected.size()));
        }
        MessageDigest digest = Sha256.begin();
        try (OutputStream out = taker.to(found.name())) {
            byte[] buffer = new byte[64 * 1024];
            for (long left = found.size(); left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new EOFException();
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
                left -= n;
            }
        }
        in.skipNBytes(padding(found.size()));
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected.sha256())) {
            throw new BackupException(
                    "is damaged: %s is not what its contents say; copy it again from where it was made"
                            .formatted(found.name()));
        }
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    /** The next header; an empty name at the end. */
    private static Contents.Item header(InputStream in) throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EOFException();
        }
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xFF;
        }
        if (sum == 8 * ' ') { // nothing but zeros
            return new Contents.Item("", 0, "");
        }
        if (octal(block, 148, 8) != sum || !text(block, 257, 5).equals("ustar")) {
            throw new BackupException("is no archive of this program, or damaged");
        }
        String name = text(block, 0, 100);
        if (block[156] != '0' || !text(block, 345, 155).isEmpty()) {
            throw new BackupException("holds %s, which is no plain file".formatted(name));
        }
        return new Contents.Item(name, octal(block, 124, 12), "");
    }

    private static String text(byte[] block, int at, int most) {
        int end = at;
        while (end < at + most && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.US_ASCII);
    }

    private static long octal(byte[] block, int at, int most) {
        String digits = text(block, at, most).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new BackupException("is no archive of this program, or damaged");
        }
        return Long.parseLong(digits, 8);
    }
}
