/**
 * The seeded world: schools, counters, a broker and a cloud on one thread and a virtual clock. The
 * shipped decision, journal, snapshots, sync, intake and snapshot builder run; disk, network, time
 * and people are modelled, and go wrong as one seed says. Every invariant of docs/ARCHITECTURE.md
 * is checked after every event, from raw bytes and rows. Start at {@link
 * com.hasivu.simulator.world.World}; docs/simulation.md says what is real and what is not.
 */
@NullMarked
package com.hasivu.simulator.world;

import org.jspecify.annotations.NullMarked;
