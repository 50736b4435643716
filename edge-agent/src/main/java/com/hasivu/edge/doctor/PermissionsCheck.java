package com.hasivu.edge.doctor;

import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether this user may use the readers' devices: groups and udev rules.
 *
 * @param usable whether a device may be read and written
 */
record PermissionsCheck(Machine machine, List<ReaderConfig> readers, Predicate<Path> usable)
        implements Check {
    private static final List<String> RULES = List.of("/etc/udev/rules.d", "/usr/lib/udev/rules.d");

    @Override
    public String name() {
        return "permissions";
    }

    static boolean readWrite(Path device) {
        return Files.isReadable(device) && Files.isWritable(device);
    }

    @Override
    public Finding look() throws IOException {
        List<Path> devices = ReadersCheck.devices(machine, readers);
        if (devices.isEmpty()) {
            return new Finding.Skip("no reader's device is there");
        }
        List<String> closed = new ArrayList<>();
        String group = "dialout";
        for (Path device : devices) {
            if (!usable.test(device)) {
                group = Files.readAttributes(device, PosixFileAttributes.class).group().getName();
                closed.add("%s is of group %s".formatted(machine.root().relativize(device), group));
            }
        }
        String user = System.getProperty("user.name", "hasivu");
        if (!closed.isEmpty()) {
            return new Finding.Fail(
                    "user %s may not use %s".formatted(user, String.join(", ", closed)),
                    "sudo usermod -aG %s %s, then restart the station".formatted(group, user));
        }
        boolean usb = readers.stream().anyMatch(r -> r.device().matches("/dev/tty(USB|ACM).*"));
        return usb && !hasRules()
                ? new Finding.Warn(
                        "a reader is named by a number that changes with the order of plugging in, and no udev rules of HASIVU are installed",
                        "use its name below /dev/serial/by-id, which 'hasivu-edge readers list' tells; the package installs the rules")
                : new Finding.Ok("%d device(s) open to user %s".formatted(devices.size(), user));
    }

    private boolean hasRules() throws IOException {
        for (String folder : RULES) {
            if (machine.list(folder).stream()
                    .anyMatch(
                            file -> file.getFileName().toString().matches(".*hasivu.*\\.rules"))) {
                return true;
            }
        }
        return false;
    }
}
