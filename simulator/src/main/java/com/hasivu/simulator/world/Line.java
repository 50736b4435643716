package com.hasivu.simulator.world;

import com.hasivu.edge.sync.LinkException;
import com.hasivu.edge.sync.MqttLink;

/**
 * One connection of a station to the broker. What is on it when it breaks is lost. Messages keep
 * their order on it unless a fault says otherwise.
 */
final class Line implements MqttLink {
    final Board board;
    private final World world;
    private final Life life; // of the station's process
    private final byte[] will;
    private final Ear ear;
    private boolean closed; // by the station
    private boolean broken; // nothing passes any more
    private boolean told; // the station knows
    private boolean upDead;
    private boolean downDead;
    private long lastUp;
    private long lastDown;

    Line(World world, Board board, Life life, byte[] will, Ear ear) {
        this.world = world;
        this.board = board;
        this.life = life;
        this.will = will;
        this.ear = ear;
    }

    boolean isUp() {
        return !broken && !closed;
    }

    byte[] will() {
        return will;
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retained)
            throws LinkException {
        life.step();
        if (told || closed) {
            throw new LinkException("the connection is lost");
        }
        if (!broken && !upDead) {
            world.broker.travel(this, true, () -> world.broker.up(this, topic, payload, retained));
        } else {
            world.happened(Happening.MESSAGE_LOST);
        }
        life.step();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            world.broker.closed(this, life.alive() && !broken && !upDead);
        }
    }

    /** A message on its way to the station. */
    void arrive(String topic, byte[] payload) {
        if (!isUp() || downDead || !life.alive()) {
            world.happened(Happening.MESSAGE_LOST);
            return;
        }
        ear.arrived(topic, payload.clone());
        board.wake();
    }

    /** Breaks; the station hears of it, or not before it misses an answer. */
    void cut(boolean tell) {
        if (broken) {
            return;
        }
        broken = true;
        if (tell) {
            world.agenda.in(
                    world.dice.between(1, 200),
                    () -> {
                        told = true;
                        if (!closed && life.alive()) {
                            ear.lost("connection lost");
                            board.wake();
                        }
                    });
        }
    }

    void silenceDown() {
        downDead = true;
    }

    /** Dead in both directions, and nobody is told. */
    void halfOpen() {
        upDead = true;
        downDead = true;
    }

    /** When a message that leaves now arrives, keeping order. */
    long inOrder(boolean up, long at) {
        if (up) {
            lastUp = Math.max(lastUp, at);
            return lastUp;
        }
        lastDown = Math.max(lastDown, at);
        return lastDown;
    }
}
