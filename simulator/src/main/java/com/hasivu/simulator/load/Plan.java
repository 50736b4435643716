package com.hasivu.simulator.load;

import java.time.Duration;

/**
 * What is to be done to the cloud.
 *
 * @param users at once; the profile's unless told otherwise
 * @param warmUp before the time that counts
 * @param seed of every choice and every pause
 * @param think mean pause of a user between an answer and the next request (closed loop)
 * @param rate requests a second of all users together, whatever the answers do (open loop); 0:
 *     closed
 */
record Plan(
        Profile profile,
        int users,
        Duration length,
        Duration warmUp,
        long seed,
        Duration think,
        double rate) {
    boolean openLoop() {
        return rate > 0;
    }
}
