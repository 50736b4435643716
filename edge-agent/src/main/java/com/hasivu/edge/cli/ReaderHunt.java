package com.hasivu.edge.cli;

import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.discovery.PortReport;
import com.hasivu.reader.discovery.PortScan;
import com.hasivu.reader.line.SerialPorts;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The readers that answer on this machine's serial ports, as {@code readers scan} asks them. */
final class ReaderHunt {
    private ReaderHunt() {}

    static List<ReaderWish> found(PrintWriter progress) throws InterruptedException {
        PortScan scan = new PortScan(ReaderDrivers.all(), Duration.ZERO);
        List<ReaderWish> found = new ArrayList<>();
        for (Path port : SerialPorts.all()) {
            progress.printf("%s: asking which reader it is%n", port);
            progress.flush();
            if (scan.ask(port, (kind, baud) -> {})
                    instanceof PortReport.Found(var at, var kind, var baud, var detail)) {
                Path name = SerialPorts.stableName(at).orElse(at);
                found.add(new ReaderWish(kind, name.toString(), "", baud));
            }
        }
        return found;
    }
}
