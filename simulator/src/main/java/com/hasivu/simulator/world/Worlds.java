package com.hasivu.simulator.world;

/**
 * Runs worlds one after the other on one database. One thread; one of these in a process at a time.
 */
final class Worlds implements AutoCloseable {
    private final CloudRows rows = new CloudRows();
    private final Credentials credentials = Credentials.make();

    Worlds() {
        RememberingProvider.install();
    }

    World.Outcome run(Plan plan) {
        return new World(plan, rows, credentials).run();
    }

    @Override
    public void close() {
        RememberingProvider.remove();
        rows.close();
    }
}
