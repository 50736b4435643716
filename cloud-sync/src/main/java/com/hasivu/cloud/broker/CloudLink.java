package com.hasivu.cloud.broker;

import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.cloud.resilience.Deadline;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.resilience.DependencyException;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The cloud's own MQTT connection: kept up by one supervisor thread with full-jitter pauses, every
 * subscription made again after each connect. Threading: {@link #publish} from any thread but the
 * client's callback; received messages run on {@link Lanes}.
 */
public final class CloudLink implements Publisher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloudLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int WAITING_PER_TOPIC = 16;
    private static final int WAITING_IN_ALL = 1024;

    /**
     * More than there are database connections: batches of taps wait for one commit together
     * (docs/adr/0009-group-intake.md), so as many workers are as many stations in it.
     */
    private static final int WORKERS = 128;

    private final Broker broker;
    private final Dependency dependency;
    private final List<String> filters;
    private final Lanes lanes;
    private final Runnable onUp;
    private final Semaphore wake = new Semaphore(0);
    private final Counter unsent =
            new Seldom(LOG).counter("messages not sent, no link; stations ask again");
    private final Object ups = new Object(); // told of each connect
    private volatile @Nullable Connection current;
    private volatile boolean closed;
    private @Nullable Thread supervisor;

    /**
     * @param dependency what the broker may get: connecting, and handing payloads over
     * @param filters what to subscribe to, QoS 1
     * @param receiver takes the messages
     * @param onUp after each (re)connect, on the supervisor's thread: publish again what the broker
     *     should retain
     */
    public CloudLink(
            Broker broker,
            Dependency dependency,
            List<String> filters,
            Receiver receiver,
            Runnable onUp) {
        this.broker = broker;
        this.dependency = dependency;
        this.filters = List.copyOf(filters);
        this.lanes = new Lanes(receiver, WAITING_PER_TOPIC, WAITING_IN_ALL, WORKERS);
        this.onUp = onUp;
    }

    /** Begins to connect, and keeps at it until {@link #close}. */
    public synchronized void start() {
        if (supervisor == null) {
            supervisor = Thread.ofVirtual().name("cloud-link").start(this::supervise);
        }
    }

    /** Whether it is connected and subscribed. */
    public boolean up() {
        Connection connection = current;
        return connection != null && connection.alive();
    }

    /** Waits until it is connected and subscribed; false if it still is not by then. */
    public boolean awaitUp(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        synchronized (ups) {
            while (!up()) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    ups.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /** Tries to connect now instead of after the pause: the broker is known to be back. */
    public void wake() {
        wake.release();
    }

    @Override
    public boolean publish(String topic, byte[] payload, Delivery delivery) {
        Connection connection = current;
        if (connection == null || !handed(connection, topic, payload, delivery)) {
            unsent.add(topic);
            return false;
        }
        return true;
    }

    private boolean handed(Connection connection, String topic, byte[] payload, Delivery delivery) {
        try {
            return dependency.once(
                    dependency.deadline(),
                    left -> {
                        connection.publish(topic, payload, delivery, left);
                        return true;
                    });
        } catch (DependencyException e) {
            LOG.debug("not handed over: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread thread;
        synchronized (this) {
            thread = supervisor;
        }
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        int failures = 0;
        try {
            while (!closed) {
                try (Connection connection = dependency.once(dependency.deadline(), this::open)) {
                    synchronized (ups) {
                        current = connection;
                        ups.notifyAll();
                    }
                    failures = 0;
                    LOG.info("cloud link up");
                    onUp.run();
                    connection.awaitLost();
                    LOG.warn("cloud link lost: {}; connecting again", connection.whyLost());
                } catch (DependencyException e) {
                    failures++;
                    if (failures == 1) {
                        LOG.warn(
                                "cloud link: no connection to the broker ({}); trying again",
                                e.getMessage());
                    }
                } catch (RuntimeException e) {
                    failures++;
                    LOG.error("cloud link failed; trying again", e);
                } finally {
                    current = null;
                }
                pause(failures);
            }
        } catch (InterruptedException e) {
            LOG.debug("cloud link closed");
        }
    }

    private Connection open(Deadline left) throws IOException {
        try {
            return Connection.open(broker.cloudLogin(), filters, lanes::offer, left);
        } catch (MqttException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** Full jitter: anything between nothing and a bound that doubles. */
    private void pause(int failures) throws InterruptedException {
        wake.drainPermits();
        long bound =
                Math.min(
                        LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 10));
        var unused =
                wake.tryAcquire(
                        ThreadLocalRandom.current().nextLong(10, bound + 1), TimeUnit.MILLISECONDS);
    }
}
