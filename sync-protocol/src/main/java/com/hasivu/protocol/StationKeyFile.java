package com.hasivu.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the office carries to a new station on a USB stick: where the cloud is, who the station is,
 * its claim code, and by what it knows the cloud again. Plain text, so that a person can see what
 * it holds; never a private key. Format: docs/wire-protocol.md, "Key file". Pure and immutable.
 *
 * @param expires until when the claim code counts
 * @param authority base64 of the DER of the certificate the cloud must answer with
 * @param snapshotKeys ids of the snapshot keys the cloud must answer with
 */
public record StationKeyFile(
        URI cloud,
        SchoolId school,
        StationId station,
        String claimCode,
        Instant expires,
        String authority,
        List<String> snapshotKeys) {
    /** More is no key file. */
    public static final int MAX_CHARS = 16 * 1024;

    private static final String TITLE = "HASIVU station key file, version ";
    private static final int VERSION = 1;
    private static final List<String> KEYS =
            List.of(
                    "cloud",
                    "school",
                    "station",
                    "claim",
                    "expires",
                    "authority",
                    "snapshot-keys",
                    "check");

    public StationKeyFile {
        snapshotKeys = List.copyOf(snapshotKeys);
        if (!claimCode.matches("[A-Za-z0-9-]{4,64}")) {
            throw new IllegalArgumentException("the claim code is none");
        }
        if (!authority.matches("[A-Za-z0-9+/]{4,8000}={0,2}")) {
            throw new IllegalArgumentException("authority is not base64");
        }
        if (snapshotKeys.isEmpty()
                || !snapshotKeys.stream().allMatch(id -> id.matches("[0-9a-f]{16}"))) {
            throw new IllegalArgumentException("snapshot-keys is no list of key ids");
        }
    }

    /** The file's text could not be used; the message says why and what to do. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /** The file's text, ASCII. */
    public String text() {
        String body =
                """
                %s%d
                cloud: %s
                school: %s
                station: %s
                claim: %s
                expires: %s
                authority: %s
                snapshot-keys: %s
                """
                        .formatted(
                                TITLE,
                                VERSION,
                                cloud,
                                school,
                                station,
                                claimCode,
                                expires,
                                authority,
                                String.join(",", snapshotKeys));
        return body + "check: " + check(body) + "\n";
    }

    /**
     * Reads a file's text. Every line must be there, in order, and its check must fit.
     *
     * @throws UnusableException if it is no key file, of another version, or damaged
     */
    public static StationKeyFile read(String text) throws UnusableException {
        String unix = text.replace("\r\n", "\n"); // saved by an editor on Windows
        List<String> lines = unix.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith(TITLE)) {
            throw new UnusableException(
                    "is no HASIVU station key file; ask the office for a new one");
        }
        String version = lines.getFirst().substring(TITLE.length());
        if (!version.equals(Integer.toString(VERSION))) {
            throw new UnusableException(
                    "is of version '%s'; this station reads version %d: update the station"
                            .formatted(version, VERSION));
        }
        List<String> values = values(lines);
        String body = unix.substring(0, unix.indexOf("\ncheck: ") + 1);
        if (!check(body).equals(values.getLast())) {
            throw damaged("its check does not fit");
        }
        try {
            return new StationKeyFile(
                    new URI(values.get(0)),
                    new SchoolId(values.get(1)),
                    new StationId(values.get(2)),
                    values.get(3),
                    Instant.parse(values.get(4)),
                    values.get(5),
                    Arrays.asList(values.get(6).split(",", -1)));
        } catch (URISyntaxException | IllegalArgumentException | DateTimeException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> values(List<String> lines) throws UnusableException {
        if (lines.size() != KEYS.size() + 1) {
            throw damaged("it has %d lines, want %d".formatted(lines.size(), KEYS.size() + 1));
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < KEYS.size(); i++) {
            String begin = KEYS.get(i) + ": ";
            if (!lines.get(i + 1).startsWith(begin)) {
                throw damaged("line %d does not begin with '%s'".formatted(i + 2, begin));
            }
            values.add(lines.get(i + 1).substring(begin.length()));
        }
        return values;
    }

    private static UnusableException damaged(String why) {
        return new UnusableException(
                "is damaged: %s; copy it again, or ask the office for a new one".formatted(why));
    }

    private static String check(String body) {
        return Sha256.hex(body);
    }

    /** Kept out of logs: it holds a claim code. */
    @Override
    public String toString() {
        return "key file of station %s of school %s".formatted(station, school);
    }
}
