package com.hasivu.simulator.bench;

import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.demo.Rig;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.Programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Resident memory of station and cloud while children come at lunch pace, by what the kernel says
 * of the processes, which run with the options they are shipped with. The broker is a Mosquitto
 * where there is one, else the cloud's embedded one, and the row says so. Flat means: the last
 * quarter of the time holds no more than the second.
 */
final class MemoryBench {
    private static final int CHILDREN = 600;
    private static final int A_SECOND = 3;
    private static final double FLAT = 1.10;

    private final Path dir;
    private final Duration length;
    private final Programs programs = new Programs();

    MemoryBench(Path dir, Duration length) {
        this.dir = dir;
        this.length = length;
    }

    List<Outcome> run() throws IOException, InterruptedException {
        Path shipped = programs.packaging();
        List<Double> edge = new ArrayList<>();
        List<Double> cloud = new ArrayList<>();
        boolean own = Mosquitto.missing().isPresent();
        try (Mosquitto mosquitto = own ? null : Mosquitto.start(dir);
                Rig rig =
                        new Rig(
                                mosquitto == null
                                        ? new Site(dir, Site.Store.H2)
                                        : Site.withBroker(dir, Site.Store.H2, mosquitto.forCloud()),
                                CHILDREN,
                                options(shipped.resolve("cloud")))) {
            Program station = rig.startEdge(options(shipped.resolve("edge")));
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                rig.hungryChildren(Math.min(A_SECOND, rig.hungryLeft()));
                rig.eatenChildren(rig.hungryLeft() == 0 ? A_SECOND : 1);
                TimeUnit.SECONDS.sleep(1); // the pace is part of what is measured
                edge.add(residentMib(station));
                cloud.add(residentMib(rig.site().cloud()));
            }
        }
        return List.of(
                Outcome.under("memory", "edge, resident", "MiB", last(edge), 96),
                flat("edge", edge),
                Outcome.under(
                        "memory",
                        own ? "cloud with its embedded broker, resident" : "cloud, resident",
                        "MiB",
                        last(cloud),
                        256),
                flat("cloud", cloud));
    }

    private static String options(Path product) {
        return "@" + product.resolve("java-options");
    }

    private static Outcome flat(String what, List<Double> samples) {
        return Outcome.atMost(
                "memory",
                what + ", last quarter against the second",
                "MiB",
                last(samples),
                mean(samples, 1),
                FLAT);
    }

    private static double last(List<Double> samples) {
        return mean(samples, 3);
    }

    private static double mean(List<Double> samples, int quarter) {
        int size = samples.size();
        return samples.subList(size * quarter / 4, size * (quarter + 1) / 4).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** VmRSS of proc(5). */
    private static double residentMib(Program program) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + program.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/%d/status has no VmRSS".formatted(program.pid()));
    }
}
