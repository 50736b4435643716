package com.hasivu.simulator.chaos;

import com.hasivu.simulator.process.Folders;
import com.hasivu.simulator.process.Program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The cloud dies with its embedded broker, or the broker forgets everything. */
final class BrokerFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private BrokerFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("broker-kill", 2, Fault.Place.FOLDER, (b, r) -> kill(b, r, false)),
                new Fault("broker-forgets", 2, Fault.Place.FOLDER, (b, r) -> kill(b, r, true)),
                new Fault("mosquitto-kill", 3, Fault.Place.MOSQUITTO, BrokerFaults::killMosquitto));
    }

    /** It keeps nothing: every session, retained message and acknowledged publication is gone. */
    static String killMosquitto(Bench bench, Random random) throws InterruptedException {
        bench.awaitLink(true, PATIENCE);
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(700)); // the moment is the fault's input
        int code = bench.mosquitto().kill();
        bench.rig().hungryChildren(2);
        bench.awaitLink(false, PATIENCE);
        bench.rig().awaitVisits(PATIENCE); // nobody waits for the broker
        bench.lifted();
        bench.mosquitto().startAgain();
        return "mosquitto: exit %d, nothing kept; the counter went on".formatted(code);
    }

    private static String kill(Bench bench, Random random, boolean forget)
            throws InterruptedException {
        bench.awaitLink(true, PATIENCE);
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(700)); // the moment is the fault's input
        Program cloud = bench.rig().site().cloud();
        cloud.kill();
        int code = cloud.exit(Duration.ZERO).orElse(-1);
        bench.rig().hungryChildren(2);
        bench.awaitLink(false, PATIENCE);
        bench.rig().awaitVisits(PATIENCE); // nobody waits for the cloud
        String forgotten = "";
        if (forget) {
            Path data = bench.rig().site().dir().resolve("cloud").resolve("broker").resolve("data");
            if (!Files.isDirectory(data)) {
                throw new NoBiteException("the broker keeps nothing at " + data);
            }
            Folders.delete(data);
            forgotten = ", all sessions and retained messages removed";
        }
        bench.lifted();
        bench.rig().site().startCloud();
        return "cloud and broker: exit %d%s; the counter went on".formatted(code, forgotten);
    }
}
