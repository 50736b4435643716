package com.hasivu.edge.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/** Who may use a station's files, in the words of the fix. */
public final class StationGroup {
    private StationGroup() {}

    /** How this user comes to be permitted to use {@code path}. */
    public static String fix(Path path) {
        String user = System.getProperty("user.name", "USER");
        for (Path seen = path; seen != null; seen = seen.getParent()) {
            try {
                String group =
                        Files.readAttributes(seen, PosixFileAttributes.class).group().getName();
                return "user %s must be in the group %s: sudo usermod -aG %s %s, then log in again"
                        .formatted(user, group, group, user);
            } catch (IOException | UnsupportedOperationException notToBeSeen) {
                continue; // a folder above it can be
            }
        }
        return "run it as the station's user or group";
    }
}
