package com.hasivu.simulator.world;

import com.hasivu.protocol.Topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A broker with QoS 1: at least once. A message comes twice or late, is lost with its connection,
 * and is given to another node when one dies over it. Taps and requests are shared among the nodes,
 * a status goes to each. It lets a station publish below its own {@code up/} only.
 */
final class Broker {
    private final World world;
    private final Dice dice;
    private final TreeMap<String, byte[]> retained = new TreeMap<>();
    private final TreeMap<String, Line> lines = new TreeMap<>(); // by client id
    private final List<byte[][]> oldBatches = new ArrayList<>(); // topic, payload
    private int era; // grows when everything is forgotten
    private boolean down;

    Broker(World world) {
        this.world = world;
        this.dice = new Dice(world.plan.seed(), "broker");
    }

    /** What is retained under a topic. */
    Optional<byte[]> retained(String topic) {
        return Optional.ofNullable(retained.get(topic));
    }

    boolean isDown() {
        return down;
    }

    /** A station is connected and subscribed. */
    void open(Line line) {
        Line before = lines.put(client(line.board), line);
        if (before != null) {
            lost(before, 0); // another connection of the same client takes over
        }
        world.happened(Happening.LINK_UP);
        String topic = line.board.topics.manifest();
        byte[] notice = retained.get(topic);
        if (notice != null) {
            travel(line, false, () -> line.arrive(topic, notice));
        }
    }

    /** The station closed it: with a goodbye, or its process is gone. */
    void closed(Line line, boolean orderly) {
        if (lines.get(client(line.board)) == line) {
            lines.remove(client(line.board));
            if (!orderly) {
                lost(line, dice.between(10, 45_000));
            }
        }
    }

    /** The broker finds out, after a while, that a station is gone, and publishes its will. */
    void lost(Line line, long after) {
        if (lines.get(client(line.board)) == line) {
            lines.remove(client(line.board));
        }
        int then = era;
        String topic = line.board.topics.status();
        world.agenda.in(
                after,
                () -> {
                    if (then == era) {
                        retained.put(topic, line.will());
                        toEachNode(topic, line.will());
                    }
                });
    }

    /** A message arrives from a station. */
    void up(Line line, String topic, byte[] payload, boolean retain) {
        if (!line.isUp() || down) {
            world.happened(Happening.MESSAGE_LOST);
            return;
        }
        if (!topic.startsWith(line.board.topics.allUp().replace("#", ""))) {
            world.trace.say("%s may not publish %s", line.board, topic);
            return;
        }
        accept(topic, payload, retain);
    }

    private void accept(String topic, byte[] payload, boolean retain) {
        if (retain) {
            retained.put(topic, payload);
        }
        if (topic.endsWith("/up/status")) {
            toEachNode(topic, payload);
            return;
        }
        if (topic.endsWith("/up/taps")) {
            oldBatches.add(
                    new byte[][] {
                        topic.getBytes(java.nio.charset.StandardCharsets.US_ASCII), payload
                    });
        }
        toOneNode(topic, payload, era);
    }

    /** A batch of long ago comes once more. */
    void replay() {
        if (!oldBatches.isEmpty()) {
            byte[][] old = dice.pick(oldBatches);
            String topic = new String(old[0], java.nio.charset.StandardCharsets.US_ASCII);
            world.happened(Happening.BATCH_REPLAYED);
            world.trace.say("an old batch of %s comes again", topic);
            toOneNode(topic, old[1], era);
            toOneNode(topic, old[1], era);
        }
    }

    private void toOneNode(String topic, byte[] payload, int since) {
        world.agenda.in(
                dice.between(0, 3),
                () -> {
                    if (since != era) {
                        world.happened(Happening.MESSAGE_LOST);
                        return;
                    }
                    List<Node> alive = world.nodes.stream().filter(Node::alive).toList();
                    boolean taken = !alive.isEmpty() && deliver(dice.pick(alive), topic, payload);
                    if (!taken) {
                        world.agenda.in(
                                dice.between(200, 2_000), () -> toOneNode(topic, payload, since));
                    }
                });
    }

    private boolean deliver(Node node, String topic, byte[] payload) {
        if (topic.endsWith("/up/taps")) {
            world.happened(Happening.BATCH);
            world.cloudWatch.batch(topic, payload);
        }
        return node.receive(topic, payload);
    }

    private void toEachNode(String topic, byte[] payload) {
        for (Node node : world.nodes) {
            world.agenda.in(dice.between(0, 3), () -> node.receive(topic, payload));
        }
    }

    /** A node is new: it gets what is retained for it. */
    void nodeSubscribes(Node node) {
        new TreeMap<>(retained)
                .forEach(
                        (topic, payload) -> {
                            if (topic.endsWith("/up/status")) {
                                world.agenda.in(1, () -> node.receive(topic, payload));
                            }
                        });
    }

    /** A node publishes. */
    void down(String topic, byte[] payload, boolean retain) {
        world.cloudWatch.published(topic, payload);
        if (down) {
            return;
        }
        if (retain) {
            retained.put(topic, payload);
        }
        Line line =
                Topics.parse(topic)
                        .map(to -> lines.get(to.school() + "/" + to.station()))
                        .orElse(null);
        if (line != null) {
            travel(line, false, () -> line.arrive(topic, payload));
        }
    }

    /** Puts a message onto a line: late, twice, out of order, as the dice say. */
    void travel(Line line, boolean up, Runnable arrival) {
        long at = world.agenda.now() + dice.between(2, 60);
        if (world.rough(Fault.REORDER) && dice.chance(0.02)) {
            world.happened(Happening.MESSAGE_REORDERED);
            world.agenda.at(at + dice.between(100, 4_000), arrival);
        } else {
            world.agenda.at(line.inOrder(up, at), arrival);
        }
        if (world.rough(Fault.REPEAT) && dice.chance(0.02)) {
            world.happened(Happening.MESSAGE_REPEATED);
            world.agenda.at(at + dice.between(0, 8_000), arrival);
        }
    }

    /** Restarts without memory: sessions, retained messages and what was under way are gone. */
    void forget(long outage) {
        era++;
        down = true;
        retained.clear();
        List<Line> all = List.copyOf(lines.values());
        lines.clear();
        all.forEach(line -> line.cut(true));
        world.happened(Happening.BROKER_FORGOT);
        world.trace.say("the broker forgets everything and is away for %d ms", outage);
        world.agenda.in(
                outage,
                () -> {
                    down = false;
                    world.trace.say("the broker is back");
                    world.nodes.forEach(Node::linkUp);
                });
    }

    private static String client(Board board) {
        return board.topics.school() + "/" + board.topics.station();
    }
}
