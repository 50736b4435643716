/**
 * How a device becomes a station: a claim code, a key of its own, a certificate. Start at {@link
 * com.hasivu.cloud.enrolment.Enrolment}. Knows the registry of stations through {@link
 * com.hasivu.cloud.rfid.Stations}, and nothing of taps.
 */
@NullMarked
package com.hasivu.cloud.enrolment;

import org.jspecify.annotations.NullMarked;
