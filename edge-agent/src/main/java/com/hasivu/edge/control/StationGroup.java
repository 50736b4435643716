package com.hasivu.edge.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/** Who may use a station's files, in the words of the fix. */
public final class StationGroup {
    private StationGroup() {}

    /** How this user comes to be permitted to use {@code path}. */
    public static String fix(Path path) {
        String user = System.getProperty("user.name", "USER");
        for (Path seen = path; seen != null; seen = seen.getParent()) {
            Optional<String> group = group(seen); // a file may hide behind its folder
            if (group.isPresent()) {
                return "user %s must be in the group %s: sudo usermod -aG %s %s, then log in again"
                        .formatted(user, group.get(), group.get(), user);
            }
        }
        return "run it as the station's user or group";
    }

    private static Optional<String> group(Path path) {
        try {
            return Optional.of(
                    Files.readAttributes(path, PosixFileAttributes.class).group().getName());
        } catch (IOException | UnsupportedOperationException notToBeSeen) {
            return Optional.empty();
        }
    }
}
