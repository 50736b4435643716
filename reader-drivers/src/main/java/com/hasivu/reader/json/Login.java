package com.hasivu.reader.json;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** A user and his password, as the configuration names them. Never logged. */
record Login(String user, String password) {
    /**
     * Reads the password's file anew, so a changed password needs no restart.
     *
     * @throws ReaderException if the file cannot be read
     */
    static Optional<Login> from(ReaderConfig config) {
        return JsonSettings.user(config)
                .map(
                        user ->
                                new Login(
                                        user,
                                        password(
                                                config,
                                                String.valueOf(
                                                        config.settings()
                                                                .get(
                                                                        JsonSettings
                                                                                .PASSWORD_FILE)))));
    }

    private static String password(ReaderConfig config, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new ReaderException(
                    "reader %s: %s %s cannot be read (%s); correct the path or its permissions"
                            .formatted(config.name(), JsonSettings.PASSWORD_FILE, file, e),
                    e);
        }
    }

    /** For the header {@code Authorization}. Source: RFC 7617. */
    String basic() {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
        return user;
    }
}
