package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.util.Map;

/** Pins that this computer drives: a lamp, a buzzer, a relay. Any thread, one at a time. */
public interface OutputPins extends AutoCloseable {
    /**
     * Takes the pins of the device of {@code config}, {@code /dev/gpiochip0} or {@code unix:/path}
     * for a bus socket. Nothing else happens to a pin before it has its safe level.
     *
     * @param safe by BCM number whether the pin is high while nothing is wanted of it
     * @throws com.hasivu.reader.ReaderException if the device is missing, busy or not allowed
     */
    static OutputPins open(ReaderConfig config, Map<Integer, Boolean> safe) {
        return BusSocket.isOne(config)
                ? SocketOutputs.open(config, safe)
                : PiOutputs.open(config, safe);
    }

    /**
     * Sets one of the pins; a few microseconds on this computer's header.
     *
     * @throws com.hasivu.reader.ReaderException if it cannot be set
     */
    void set(int pin, boolean high);

    /** Gives every pin its safe level and frees it. Any number of times. */
    @Override
    void close();
}
