package com.hasivu.simulator.world;

import com.hasivu.protocol.fault.FaultPoint;

/**
 * Runs worlds one after the other on one database. One thread each; several in a process share
 * nothing but what is asked per thread: the fault points' watcher and the remembered signatures.
 */
final class Worlds implements AutoCloseable {
    private static int open; // in this process; guarded by the class

    private final CloudRows rows = new CloudRows();
    private final Credentials credentials = Credentials.make();

    Worlds() {
        enter();
    }

    World.Outcome run(Plan plan) {
        return new World(plan, rows, credentials).run();
    }

    @Override
    public void close() {
        leave();
        rows.close();
    }

    private static synchronized void enter() {
        if (open++ == 0) {
            RememberingProvider.install();
            FaultPoint.watch(World::passed);
        }
    }

    private static synchronized void leave() {
        if (--open == 0) {
            FaultPoint.unwatch();
            RememberingProvider.remove();
        }
    }
}
