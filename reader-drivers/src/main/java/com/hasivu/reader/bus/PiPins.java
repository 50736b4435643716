package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioDException;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.library.gpiod.internal.GpioLineEvent;
import com.pi4j.library.gpiod.internal.LineRequestFlag;

import java.util.concurrent.locks.LockSupport;

/**
 * Single pins through Pi4J's gpiod library, the only class that calls it. Its context is one for
 * the process and knows one chip; it stays open, as closing it would free every reader's pins. Its
 * native part is built for ARM only.
 */
final class PiPins {
    /** Reset: low for 100 ns at least (MFRC522 data sheet, section 8.8.1). */
    private static final long RESET_NANOS = 1_000_000;

    private PiPins() {}

    /** A pin held high, after it was low for a moment. */
    interface Output extends AutoCloseable {
        @Override
        void close();
    }

    static Output reset(ReaderConfig config, int pin) {
        GpioLine line = line(config, pin);
        try {
            line.requestOutput(consumer(config), 0);
            LockSupport.parkNanos(RESET_NANOS);
            line.setValue(1);
        } catch (GpioDException e) {
            throw taken(config, pin, e);
        }
        return () -> GpioDContext.getInstance().closeLine(line);
    }

    static EdgeLine falling(ReaderConfig config, String chip, int pin) {
        try {
            GpioDContext.getInstance().setChip(chip);
        } catch (RuntimeException | LinkageError e) {
            throw PiDevice.failed(config, PiEdges.GROUP, e);
        }
        GpioLine line = line(config, pin);
        try {
            line.requestFallingEdgeEventsFlags(
                    consumer(config), LineRequestFlag.BIAS_PULL_UP.getVal());
        } catch (GpioDException e) {
            throw taken(config, pin, e);
        }
        return new Falling(pin, line, GpioDContext.getInstance().openLineEvent());
    }

    private static GpioLine line(ReaderConfig config, int pin) {
        try {
            return GpioDContext.getInstance().getOrOpenLine(pin);
        } catch (RuntimeException | LinkageError e) {
            throw PiDevice.failed(config, PiEdges.GROUP, e);
        }
    }

    private static ReaderException taken(ReaderConfig config, int pin, GpioDException why) {
        return new ReaderException(
                "reader %s: pin %d of %s is in use (%s); correct the pin's BCM number, or stop the other program (gpioinfo shows it)"
                        .formatted(config.name(), pin, config.device(), why.getMessage()),
                why);
    }

    private static String consumer(ReaderConfig config) {
        return "hasivu-" + config.name();
    }

    private record Falling(int number, GpioLine line, GpioLineEvent event) implements EdgeLine {
        @Override
        public boolean await(long nanos) {
            return line.eventWait(nanos);
        }

        @Override
        public long read() {
            return line.eventRead(event).getTimeNs();
        }

        @Override
        public void close() {
            GpioDContext.getInstance().closeLineEvent(event);
            GpioDContext.getInstance().closeLine(line);
        }
    }
}
