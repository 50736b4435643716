/**
 * Readers made of software: they speak the real bytes over a pseudo-terminal, so a driver cannot
 * tell. Start at {@link com.hasivu.simulator.reader.EmulatedReader}. Written from the makers'
 * papers, not from our codecs, and checked against published captures: an emulator that mirrors its
 * driver would prove nothing.
 */
@NullMarked
package com.hasivu.simulator.reader;

import org.jspecify.annotations.NullMarked;
