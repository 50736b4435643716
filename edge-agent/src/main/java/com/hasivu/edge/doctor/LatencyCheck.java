package com.hasivu.edge.doctor;

import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The latency timer of USB serial adapters of FTDI: 16 ms by default, added to every answer of a
 * reader. Source: the kernel's ftdi_sio driver, attribute latency_timer.
 */
record LatencyCheck(Machine machine, List<ReaderConfig> readers) implements Check {
    private static final int MOST_MILLIS = 4;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Finding look() throws IOException {
        List<String> slow = new ArrayList<>();
        int asked = 0;
        for (ReaderConfig reader : readers) {
            Optional<String> port = port(reader);
            Optional<String> timer =
                    port.flatMap(
                            name ->
                                    machine.text(
                                            "/sys/bus/usb-serial/devices/"
                                                    + name
                                                    + "/latency_timer"));
            if (timer.filter(text -> text.matches("\\d{1,3}")).isPresent()) {
                asked++;
                if (Integer.parseInt(timer.get()) > MOST_MILLIS) {
                    slow.add("%s at %s: %s ms".formatted(reader.name(), port.get(), timer.get()));
                }
            }
        }
        if (asked == 0) {
            return new Finding.Skip("no reader on an adapter with a latency timer");
        }
        return slow.isEmpty()
                ? new Finding.Ok("%d adapter(s) at %d ms or less".formatted(asked, MOST_MILLIS))
                : new Finding.Warn(
                        String.join(", ", slow),
                        "install the package's udev rules, or once: echo 1 | sudo tee /sys/bus/usb-serial/devices/PORT/latency_timer");
    }

    private Optional<String> port(ReaderConfig reader) throws IOException {
        if (!reader.device().startsWith("/dev/")) {
            return Optional.empty();
        }
        Path device = machine.at(reader.device());
        return Files.exists(device)
                ? Optional.of(device.toRealPath().getFileName().toString())
                : Optional.empty();
    }
}
