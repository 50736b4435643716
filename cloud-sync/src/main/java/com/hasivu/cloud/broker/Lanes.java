package com.hasivu.cloud.broker;

import com.hasivu.cloud.broker.Seldom.Counter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/**
 * From one callback thread, which must never block, to many workers: a lane per topic keeps order
 * within it, lanes run in parallel. Threading: {@link #offer} from any thread; a virtual thread per
 * lane that has something, at most {@code parallel} of them working at once.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Receiver receiver;
    private final int perLane;
    private final int inAll;
    private final Semaphore working;
    private final Map<String, Queue<byte[]>> lanes = new HashMap<>();
    private final Counter dropped =
            new Seldom(LOG).counter("messages dropped, their lane is full; stations send again");
    private final Counter failed = new Seldom(LOG).counter("messages failed");
    private int waiting;

    /**
     * @param perLane messages a topic may have waiting
     * @param inAll messages all topics may have waiting
     * @param parallel workers
     */
    Lanes(Receiver receiver, int perLane, int inAll, int parallel) {
        this.receiver = receiver;
        this.perLane = perLane;
        this.inAll = inAll;
        this.working = new Semaphore(parallel);
    }

    /** Never blocks; a full lane drops, because the station sends again what is not answered. */
    void offer(String topic, byte[] payload) {
        boolean first;
        synchronized (lanes) {
            Queue<byte[]> lane = lanes.get(topic);
            first = lane == null;
            if (waiting >= inAll || (lane != null && lane.size() >= perLane)) {
                dropped.add(topic);
                return;
            }
            if (lane == null) {
                lane = new ArrayDeque<>();
                lanes.put(topic, lane);
            }
            lane.add(payload);
            waiting++;
        }
        if (first) {
            Thread.ofVirtual().name("lane " + topic).start(() -> drain(topic));
        }
    }

    private void drain(String topic) {
        while (true) {
            working.acquireUninterruptibly();
            try {
                byte[] next = take(topic);
                if (next == null) {
                    return;
                }
                receiver.receive(topic, next);
            } catch (RuntimeException
                    | Error e) { // a lane that died would hold its messages for ever
                failed.add(topic, e);
            } finally {
                working.release();
            }
        }
    }

    /** The lane's next message; an empty lane is closed. */
    private byte @Nullable [] take(String topic) {
        synchronized (lanes) {
            Queue<byte[]> lane = lanes.get(topic);
            byte[] next = lane == null ? null : lane.poll();
            if (next == null) {
                lanes.remove(topic);
            } else {
                waiting--;
            }
            return next;
        }
    }
}
