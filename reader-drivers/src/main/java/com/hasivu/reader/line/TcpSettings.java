package com.hasivu.reader.line;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to reach a reader by TCP.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param connectPatience longest wait for the connection
 * @param tls who signed the reader's certificate, as a PEM file; empty for a plain connection
 */
public record TcpSettings(String host, int port, Duration connectPatience, Optional<Path> tls) {
    /** PEM file of the authority that signed the reader's certificate. */
    public static final String TLS_CA = "tls-ca";

    private static final String CONNECT = "connect-ms";
    private static final Duration USUAL_CONNECT = Duration.ofSeconds(2);

    /** {@code host:port}, {@code host}, {@code [ipv6]:port}. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    /** The keys {@link #from} reads, and a family's own. */
    public static Set<String> keysAnd(String... own) {
        return Stream.concat(Stream.of(CONNECT, TLS_CA), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a device is an address and no path. */
    public static boolean isAddress(String device) {
        return !device.startsWith("/") && ADDRESS.matcher(device).matches();
    }

    /**
     * Reads {@code device} as {@code host[:port]}.
     *
     * @param usualPort without TLS
     * @param usualTlsPort with TLS
     * @throws ReaderException if it is none; the message says how to write it
     */
    public static TcpSettings from(ReaderConfig config, int usualPort, int usualTlsPort) {
        Optional<Path> ca = Optional.ofNullable(config.settings().get(TLS_CA)).map(Path::of);
        Matcher address = ADDRESS.matcher(config.device());
        if (!address.matches()) {
            throw refused(config, usualPort);
        }
        String given = address.group(2);
        int port =
                given != null ? Integer.parseInt(given) : ca.isPresent() ? usualTlsPort : usualPort;
        if (port < 1 || port > 65_535) {
            throw refused(config, usualPort);
        }
        String host = address.group(1).replaceAll("[\\[\\]]", "");
        return new TcpSettings(host, port, config.millis(CONNECT, USUAL_CONNECT), ca);
    }

    private static ReaderException refused(ReaderConfig config, int usualPort) {
        return new ReaderException(
                "reader %s: device '%s' is no address; write host:port, for example 192.168.1.190:%d"
                        .formatted(config.name(), config.device(), usualPort));
    }
}
