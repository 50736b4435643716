package com.hasivu.simulator.chaos;

import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.demo.Light;
import com.hasivu.simulator.process.Program;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The power goes: the station's file system takes no byte more and forgets what it had not handed
 * to its device.
 */
final class PowerFaults {
    private PowerFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("power-cut", 10, Fault.Place.VOLUME, PowerFaults::cut),
                new Fault("power-no-sync", 1, Fault.Place.VOLUME, PowerFaults::withoutSync));
    }

    private static String cut(Bench bench, Random random) throws InterruptedException {
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(900)); // the moment is the fault's input
        int lights = bench.rig().lights().size();
        int code = powerOff(bench);
        bench.startAgain();
        return "ext4 shut down without its log, station exit %d, %d lights were given before"
                .formatted(code, lights);
    }

    private static int powerOff(Bench bench) {
        Program edge = bench.station();
        edge.freeze(); // it must not see the errors: with the power, the program goes too
        bench.volume().cut();
        edge.kill();
        bench.volume().mount();
        return edge.exit(java.time.Duration.ZERO).orElse(-1);
    }

    /**
     * The rig's own proof: a station that does not sync loses records of lights that somebody saw.
     */
    private static String withoutSync(Bench bench, Random random) throws InterruptedException {
        bench.checked();
        bench.spend();
        bench.arm();
        bench.proxy().cut();
        bench.proxy()
                .set(
                        new com.hasivu.simulator.proxy.Toxic.Vanish(
                                com.hasivu.simulator.proxy.Toxic.Direction.BOTH));
        bench.faults("skip at disk-sync");
        int before = bench.rig().lights().size();
        bench.load();
        bench.rig().awaitVisits(java.time.Duration.ofSeconds(90));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200)); // the moment is the fault's input
        powerOff(bench);
        RawJournal journal = bench.rig().journal();
        Set<Long> kept =
                journal.records().stream()
                        .map(record -> record.sequence())
                        .collect(Collectors.toCollection(HashSet::new));
        List<Light> lights = bench.rig().lights();
        long lost =
                lights.subList(before, lights.size()).stream()
                        .filter(light -> light.sequence() > 0 && !kept.contains(light.sequence()))
                        .count();
        bench.lifted();
        if (lost == 0) {
            throw new NoBiteException(
                    "a station without sync lost nothing in the power cut: the rig proves nothing");
        }
        return "control: without sync %d of %d lights have no record; the rig bites"
                .formatted(lost, lights.size() - before);
    }
}
