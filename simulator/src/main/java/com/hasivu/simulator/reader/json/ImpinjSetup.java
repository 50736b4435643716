package com.hasivu.simulator.reader.json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;

/**
 * How an emulated Impinj reader is set up.
 *
 * @param login {@code user:password}; empty lets everybody in
 * @param presets that exist
 * @param autostart the preset that runs from power on
 * @param tls the reader's certificate; empty for plain HTTP
 * @param keepAlive between two empty lines while there is nothing to tell
 */
public record ImpinjSetup(
        Optional<String> login,
        Set<String> presets,
        Optional<String> autostart,
        Optional<SSLContext> tls,
        Duration keepAlive) {
    /** Everybody may hear it, and it reads from power on. */
    public static final ImpinjSetup USUAL =
            new ImpinjSetup(
                    Optional.empty(),
                    Set.of("default", "counter"),
                    Optional.of("counter"),
                    Optional.empty(),
                    Duration.ofSeconds(30));

    public ImpinjSetup {
        presets = Set.copyOf(presets);
    }

    /** Only with this user's password. */
    public ImpinjSetup withLogin(String user, String password) {
        return new ImpinjSetup(
                Optional.of(user + ":" + password), presets, autostart, tls, keepAlive);
    }

    /** No preset runs until one is started. */
    public ImpinjSetup idle() {
        return new ImpinjSetup(login, presets, Optional.empty(), tls, keepAlive);
    }

    public ImpinjSetup withTls(SSLContext context) {
        return new ImpinjSetup(login, presets, autostart, Optional.of(context), keepAlive);
    }

    public ImpinjSetup withKeepAlive(Duration time) {
        return new ImpinjSetup(login, presets, autostart, tls, time);
    }

    boolean isRefused(@Nullable String authorization) {
        return login.filter(wanted -> !("Basic " + base64(wanted)).equals(authorization))
                .isPresent();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
