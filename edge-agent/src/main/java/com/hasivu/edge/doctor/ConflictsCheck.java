package com.hasivu.edge.doctor;

import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Kernel modules and programs that take a reader or its port for themselves. */
record ConflictsCheck(Machine machine, List<ReaderConfig> readers) implements Check {
    private static final Pattern NFC = Pattern.compile("(?m)^(pn533|pn533_usb|nfc) ");
    private static final Pattern CONSOLE =
            Pattern.compile("console=(ttyAMA0|serial0|ttyS0)(,|\\s|$)");
    private static final List<String> GREEDY = List.of("ModemManager", "brltty");

    @Override
    public String name() {
        return "conflicts";
    }

    @Override
    public Finding look() throws IOException {
        boolean nfc = readers.stream().anyMatch(r -> List.of("pcsc", "pn532").contains(r.kind()));
        if (nfc && NFC.matcher(machine.text("/proc/modules").orElse("")).find()) {
            return new Finding.Fail(
                    "the kernel's pn533 or nfc module holds the reader",
                    "echo 'blacklist pn533_usb' | sudo tee /etc/modprobe.d/hasivu-nfc.conf; sudo modprobe -r pn533_usb pn533 nfc");
        }
        String commandLine = machine.text("/proc/cmdline").orElse("");
        for (ReaderConfig reader : readers) {
            if (reader.device().matches("/dev/(ttyAMA0|serial0|ttyS0)")
                    && CONSOLE.matcher(commandLine).find()) {
                return new Finding.Fail(
                        "reader %s shares %s with the kernel's console"
                                .formatted(reader.name(), reader.device()),
                        "raspi-config, Interface Options, Serial Port: login shell no, hardware yes; then reboot");
            }
        }
        List<String> greedy = running();
        boolean usb =
                readers.stream().anyMatch(r -> r.device().matches("/dev/(serial/|tty(USB|ACM)).*"));
        return usb && !greedy.isEmpty()
                ? new Finding.Warn(
                        "%s tries every new serial port".formatted(String.join(" and ", greedy)),
                        "sudo systemctl disable --now ModemManager brltty")
                : new Finding.Ok("nobody else takes the readers");
    }

    private List<String> running() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path process : machine.list("/proc")) {
            Path name = process.resolve("comm");
            if (process.getFileName().toString().matches("\\d+") && Files.isReadable(name)) {
                String comm = machine.text("/proc/" + process.getFileName() + "/comm").orElse("");
                if (GREEDY.contains(comm) && !found.contains(comm)) {
                    found.add(comm);
                }
            }
        }
        return found;
    }
}
