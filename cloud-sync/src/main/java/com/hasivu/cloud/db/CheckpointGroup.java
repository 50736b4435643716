package com.hasivu.cloud.db;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares one forced checkpoint among the commits that wait for it. The first to arrive runs it; who
 * arrives meanwhile waits for the next one, because the running one may have begun before his
 * commit. Thread-safe.
 */
final class CheckpointGroup {
    private final Runnable checkpoint;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private long asked;
    private long covered;
    private boolean running;

    CheckpointGroup(Runnable checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Returns once a checkpoint that began after this call has ended. If it fails, its exception
     * reaches the one who ran it, and each who waited runs his own.
     */
    void awaitDurable() {
        lock.lock();
        try {
            long mine = ++asked;
            while (covered < mine) {
                if (running) {
                    finished.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        running = true;
        long upTo = asked;
        boolean done = false;
        lock.unlock();
        try {
            checkpoint.run();
            done = true;
        } finally {
            lock.lock();
            running = false;
            if (done) {
                covered = Math.max(covered, upTo);
            }
            finished.signalAll();
        }
    }
}
