/**
 * The power cut rig: a small ext4 file system on a loop device, shut down without writing its log.
 * Start at {@link com.hasivu.simulator.power.Volume}. Knows nothing of what is kept there.
 */
@NullMarked
package com.hasivu.simulator.power;

import org.jspecify.annotations.NullMarked;
