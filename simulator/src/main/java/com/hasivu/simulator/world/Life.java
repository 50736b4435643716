package com.hasivu.simulator.world;

/**
 * One process from its start to its end. Every effect it has on the world asks {@link #step} first,
 * so it may end between any two of them; what it still does after its end reaches nothing.
 */
final class Life {
    private boolean alive = true;
    private boolean byPowerCut;
    private long stepsLeft = Long.MAX_VALUE;
    private int writesLeft; // 0: none is its last

    /** Nobody runs. */
    static Life none() {
        Life none = new Life();
        none.alive = false;
        return none;
    }

    boolean alive() {
        return alive;
    }

    boolean byPowerCut() {
        return byPowerCut;
    }

    /** It will end at its n-th effect from now on, with the machine's power or by a kill. */
    void endAfter(long effects, boolean powerCut) {
        stepsLeft = effects;
        byPowerCut = powerCut;
    }

    /** It will end with the machine's power in its n-th synced write from now on. */
    void endInWrite(int writes) {
        writesLeft = writes;
    }

    /** A synced write begins. */
    void writing() {
        if (writesLeft > 0 && --writesLeft == 0) {
            endAfter(1, true);
        }
    }

    /** Ends it now. */
    void end(boolean powerCut) {
        alive = false;
        byPowerCut = powerCut;
    }

    /** Whether the next {@link #step} is its last. */
    boolean endsHere() {
        return alive && stepsLeft <= 1;
    }

    /** Before an effect and after it. */
    void step() {
        if (alive && --stepsLeft <= 0) {
            alive = false;
        }
        require();
    }

    /** Reading is no effect, but the dead do not read. */
    void require() {
        if (!alive) {
            throw new Crash();
        }
    }
}
