/**
 * What is wrong with this station, and what to do about it: small checks, each with its inputs
 * given in. Start at {@link com.hasivu.edge.doctor.Doctor}; {@link com.hasivu.edge.doctor.Checks}
 * lists the checks. Works with the station up or down, and mends nothing itself.
 */
@NullMarked
package com.hasivu.edge.doctor;

import org.jspecify.annotations.NullMarked;
