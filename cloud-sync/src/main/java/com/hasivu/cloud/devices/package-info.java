/**
 * The stations' side of the service, put together: broker, link, intake, snapshots, commands,
 * enrolment. Start at {@link com.hasivu.cloud.devices.Devices}. Decides nothing itself but which
 * part a topic goes to.
 */
@NullMarked
package com.hasivu.cloud.devices;

import org.jspecify.annotations.NullMarked;
