package com.hasivu.simulator.chaos;

import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.proxy.MqttFault.Action;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Two cloud nodes share one PostgreSQL and the messages of one broker: one dies or stands still and
 * the other goes on, both die, the broker forgets everybody, both get the same message at once.
 */
final class NodeFaults {
    private static final int KILLED = 137;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A broker takes 15 s to give a silent node up, a station 10 s to send a batch again. */
    private static final Duration WITHOUT_THE_OTHER = Duration.ofSeconds(60);

    /** No transaction of ours takes as long. */
    private static final Duration LONG_IDLE = Duration.ofSeconds(3);

    private static final List<FaultPoint> POINTS =
            List.of(
                    FaultPoint.INTAKE_RECEIVED,
                    FaultPoint.INTAKE_WRITTEN,
                    FaultPoint.INTAKE_COMMITTED,
                    FaultPoint.INTAKE_ACKED);

    private NodeFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("node-kill", 2, Fault.Place.NODES, NodeFaults::kill),
                new Fault("node-kill-at", 2, Fault.Place.NODES, NodeFaults::haltAtPoint),
                new Fault("node-freeze", 1, Fault.Place.NODES, NodeFaults::freeze),
                new Fault("node-stuck", 1, Fault.Place.NODES, NodeFaults::stuck),
                new Fault("nodes-restart", 2, Fault.Place.NODES, NodeFaults::restart),
                new Fault("nodes-forgotten", 1, Fault.Place.NODES, BrokerFaults::killMosquitto),
                new Fault(
                        "nodes-repeat",
                        2,
                        Fault.Place.NODES,
                        (b, r) -> MqttFaults.strike(b, r, Action.REPEAT, MqttFaults.TAPS)));
    }

    private static String kill(Bench bench, Random random) throws InterruptedException {
        int number = loaded(bench, random);
        Program node = bench.rig().site().node(number);
        node.kill();
        int code = exit(node);
        long acked = otherGoesOn(bench);
        bench.lifted();
        Site.awaitReady(bench.rig().site().launchNode(number));
        return "node %d: exit %d; the other one acked all %d records"
                .formatted(number, code, acked);
    }

    /** It ends in the middle of a batch, before or after the commit. */
    private static String haltAtPoint(Bench bench, Random random) throws InterruptedException {
        bench.awaitLink(true, PATIENCE);
        FaultPoint point = POINTS.get(random.nextInt(POINTS.size()));
        int number = 1 + random.nextInt(2);
        Site site = bench.rig().site();
        site.node(number).kill();
        // a batch that waits may end it before it is ready
        Program armed = site.launchNode(number, "-Dhasivu.fault=halt at " + point.label() + ":1");
        bench.rig().hungryChildrenUntilDead(armed);
        int code = exit(armed);
        long acked = otherGoesOn(bench);
        bench.lifted();
        Site.awaitReady(site.launchNode(number));
        return "node %d: exit %d at %s; the other one acked all %d records"
                .formatted(number, code, point.label(), acked);
    }

    /** What it was doing it goes on doing much later, when the other one has done it. */
    private static String freeze(Bench bench, Random random) throws InterruptedException {
        int number = loaded(bench, random);
        Program node = bench.rig().site().node(number);
        long begun = System.nanoTime();
        node.freeze();
        long acked;
        try {
            acked = otherGoesOn(bench);
            long left = bench.still().toNanos() - (System.nanoTime() - begun);
            TimeUnit.NANOSECONDS.sleep(left); // as long as the fault is
        } finally {
            bench.lifted();
            node.thaw();
        }
        return "node %d stood still for %.1f s; the other one acked all %d records"
                .formatted(number, (System.nanoTime() - begun) / 1e9, acked);
    }

    /** It stands still in the middle of a transaction, with a lock the other one needs. */
    private static String stuck(Bench bench, Random random) {
        bench.awaitLink(true, PATIENCE);
        int number = 1 + random.nextInt(2);
        Site site = bench.rig().site();
        site.node(number).kill();
        Site.awaitReady(site.launchNode(number, "-Dhasivu.fault=slow at intake-written:600000"));
        long acked;
        try (RawCloud cloud = site.openDatabase()) {
            for (int i = 0; i < 20 && cloud.idleInTransaction(LONG_IDLE) == 0; i++) {
                bench.rig().hungryChildren(1); // each batch goes to one node or the other
                bench.rig().awaitVisits(PATIENCE);
            }
            bench.await(
                    "transaction that stands still",
                    PATIENCE,
                    () -> cloud.idleInTransaction(LONG_IDLE) > 0);
            acked = otherGoesOn(bench);
        }
        site.node(number).kill();
        bench.lifted();
        Site.awaitReady(site.launchNode(number));
        return "node %d stuck in a transaction for more than %d s; the other one acked all %d records"
                .formatted(number, LONG_IDLE.toSeconds(), acked);
    }

    private static String restart(Bench bench, Random random) throws InterruptedException {
        loaded(bench, random);
        Site site = bench.rig().site();
        site.node(1).kill();
        site.node(2).kill();
        int first = exit(site.node(1));
        int second = exit(site.node(2));
        bench.rig().hungryChildren(2);
        bench.rig().awaitVisits(PATIENCE); // nobody waits for the cloud
        bench.lifted();
        List<Program> both = List.of(site.launchNode(1), site.launchNode(2)); // at the same time
        both.forEach(Site::awaitReady);
        return "both nodes: exit %d and %d; the counter went on".formatted(first, second);
    }

    /** Children tap; the number of the node that is to suffer, at the moment it is to. */
    private static int loaded(Bench bench, Random random) throws InterruptedException {
        bench.awaitLink(true, PATIENCE);
        bench.load();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(700)); // the moment is the fault's input
        return 1 + random.nextInt(2);
    }

    private static int exit(Program ended) {
        int code = ended.exit(Duration.ZERO).orElse(-1);
        if (code != KILLED) {
            throw new NoBiteException("the node ended with %d, not %d".formatted(code, KILLED));
        }
        return code;
    }

    /** More children come, and one node alone takes the whole journal. */
    private static long otherGoesOn(Bench bench) {
        bench.rig().hungryChildren(3);
        bench.rig().awaitVisits(PATIENCE);
        bench.rig().awaitSettled(WITHOUT_THE_OTHER);
        return bench.rig().journal().ackedSequence();
    }
}
