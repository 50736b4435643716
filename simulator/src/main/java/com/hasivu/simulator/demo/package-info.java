/**
 * The main job: a lunch from card bytes on a serial line to delivered orders in the cloud, with
 * faults, and every count checked. Start at {@link com.hasivu.simulator.demo.Demo}. Uses the
 * shipped programs only from outside.
 */
@NullMarked
package com.hasivu.simulator.demo;

import org.jspecify.annotations.NullMarked;
