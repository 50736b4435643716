package com.hasivu.cloud.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The passwords that everybody tries first (NIST SP 800-63B, 5.1.1.2): common-passwords.txt. */
final class CommonPasswords {
    private static final String FILE = "common-passwords.txt";
    private static final Set<String> ALL = load();

    private CommonPasswords() {}

    /** Whether it is one of them, in whatever case. */
    static boolean contains(String password) {
        return ALL.contains(password.strip().toLowerCase(Locale.ROOT));
    }

    private static Set<String> load() {
        try (var in = CommonPasswords.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
