package com.hasivu.reader.line;

import com.fazecast.jSerialComm.SerialPort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The serial ports of this machine, by names that stay. */
public final class SerialPorts {
    private static final Path BY_ID = Path.of("/dev/serial/by-id");

    private SerialPorts() {}

    /**
     * Every port. A port with a name below {@code /dev/serial/by-id} is told by that, because
     * {@code ttyUSB0} may be another one after the next start.
     */
    public static List<Path> all() {
        var ports = new TreeMap<Path, Path>(); // real path -> name
        for (SerialPort port : SerialPort.getCommPorts()) {
            Path path = Path.of(port.getSystemPortPath());
            real(path).ifPresent(real -> ports.put(real, path));
        }
        ports.putAll(byId());
        return List.copyOf(ports.values());
    }

    /** The name that stays, of a device told by one that may change; empty if there is none. */
    public static Optional<Path> stableName(Path device) {
        return device.startsWith(BY_ID)
                ? Optional.empty()
                : real(device).map(real -> byId().get(real));
    }

    private static TreeMap<Path, Path> byId() {
        var names = new TreeMap<Path, Path>();
        if (!Files.isDirectory(BY_ID)) {
            return names;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(BY_ID)) {
            links.forEach(link -> real(link).ifPresent(real -> names.put(real, link)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + BY_ID, e);
        }
        return names;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // unplugged meanwhile
        }
    }
}
