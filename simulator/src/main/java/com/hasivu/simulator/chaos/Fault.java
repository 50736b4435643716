package com.hasivu.simulator.chaos;

import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.power.Volume;

import java.util.Optional;
import java.util.Random;

/**
 * One kind of fault.
 *
 * @param name as on the command line, {@code GROUP-KIND}
 * @param weight how often it is drawn against others; slow ones seldom
 * @param place what it needs around it
 * @param strike strikes once
 */
record Fault(String name, int weight, Place place, Strike strike) {
    /** What stands around the station. */
    enum Place {
        /** The state folder on the machine's own disk. */
        FOLDER,
        /** The state folder on a small file system of its own. */
        VOLUME,
        /** A Mosquitto as the broker. */
        MOSQUITTO,
        /** Two cloud nodes on one PostgreSQL, and a Mosquitto. */
        NODES;

        /** Why there is no such place on this machine; empty when there is. */
        Optional<String> missing() {
            return switch (this) {
                case FOLDER -> Optional.empty();
                case VOLUME -> Volume.missing();
                case MOSQUITTO, NODES -> Mosquitto.missing();
            };
        }
    }

    /** Brings taps, strikes, proves the bite, lifts the fault. */
    @FunctionalInterface
    interface Strike {
        /**
         * When it returns the station runs and no fault is in force; taps may be under way.
         *
         * @return the proof that it bit, for a person
         * @throws NoBiteException when there is no such proof
         */
        String on(Bench bench, Random random) throws InterruptedException;
    }

    /** The same fault elsewhere. */
    Fault at(Place other) {
        return new Fault(name, weight, other, strike);
    }

    /** {@code kill} of {@code kill-at}: what {@code --only} may name for all of them. */
    String group() {
        int dash = name.indexOf('-');
        return dash < 0 ? name : name.substring(0, dash);
    }
}
