package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a device file before Pi4J does, as Pi4J does not say what is wrong with it. */
final class PiDevice {
    private PiDevice() {}

    /**
     * @param form what the file's name must be
     * @param example of it
     * @param group whose members may use it
     * @return the name, matched
     * @throws ReaderException if the device is no such file, is not there or may not be used
     */
    static Matcher checked(ReaderConfig config, Pattern form, String example, String group) {
        Path path = Path.of(config.device());
        Matcher name = form.matcher(String.valueOf(path.getFileName()));
        if (!Files.exists(path)) {
            throw refused(
                    config,
                    "is not there; plug it in, switch the bus on (raspi-config, interface options), or correct its device, for example "
                            + example);
        }
        if (!name.matches() && !form.matcher(real(path)).matches()) {
            throw refused(config, "is no such bus; write its device, for example " + example);
        }
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw refused(config, "may not be opened; add this user to the group " + group);
        }
        if (!name.matches()) { // a link that a person gave a name
            name = form.matcher(real(path));
            name.matches();
        }
        return name;
    }

    static ReaderException inUse(ReaderConfig config) {
        return refused(
                config,
                "is in use; stop the other program (fuser -v %s shows it)"
                        .formatted(config.device()));
    }

    /** Pi4J, or what it calls, gave up. */
    static ReaderException failed(ReaderConfig config, String group, Throwable why) {
        return new ReaderException(
                "reader %s: %s does not open (%s); this needs a Raspberry Pi with a 64-bit system, its bus switched on (raspi-config) and this user in the group %s"
                        .formatted(config.name(), config.device(), why.getMessage(), group),
                why);
    }

    private static ReaderException refused(ReaderConfig config, String why) {
        return new ReaderException(
                "reader %s: %s %s".formatted(config.name(), config.device(), why));
    }

    private static String real(Path path) {
        try {
            return String.valueOf(path.toRealPath().getFileName());
        } catch (IOException e) {
            return ""; // gone since; no form matches
        }
    }
}
