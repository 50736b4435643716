package com.hasivu.reader.wiegand;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.bus.GpioEdges;
import com.hasivu.reader.bus.GpioSettings;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.wiegand.WiegandFrame.ByteOrder;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code reader.kind = wiegand}; device {@code /dev/gpiochip0} or {@code unix:/path}. Settings:
 * {@code d0} (17) and {@code d1} (27), the pins' BCM numbers; {@code gap-ms} (25), the pause that
 * ends a frame; {@code byte-order} ({@code msb}, or {@code reversed} for readers that send a UID's
 * last byte first); {@code confirm} ({@code once}, or {@code twice} for readers that repeat);
 * {@code depart-after-ms} (1000).
 */
public final class WiegandDriver implements ReaderDriver {
    private static final String GAP = "gap-ms";
    private static final String BYTE_ORDER = "byte-order";
    private static final String CONFIRM = "confirm";
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final int USUAL_D0 = 17;
    private static final int USUAL_D1 = 27;

    /** Above the longest time between two pulses, 20 ms. */
    private static final Duration USUAL_GAP = Duration.ofMillis(25);

    /**
     * A frame is told when its pause is over, so the shortest is 26 pulses and the pause; a cache
     * pours faster.
     */
    private static final Duration SETTLE = Duration.ofMillis(40);

    /** Most readers send once a presentation, some repeat while they see the card. */
    private static final Duration ONE_PRESENTATION = Duration.ofMillis(1_000);

    @Override
    public String kind() {
        return "wiegand";
    }

    /** Several readers hang on one GPIO chip, each on its own pins. */
    @Override
    public String place(ReaderConfig config) {
        GpioSettings pins = lines(config);
        return "%s, pins %d and %d".formatted(config.device(), pins.d0(), pins.d1());
    }

    @Override
    public Set<String> settings() {
        return GpioSettings.keysAnd(GAP, BYTE_ORDER, CONFIRM, DEPART_AFTER);
    }

    /**
     * Two parity bits find one wrong bit, not two. Yet by default one frame decides, as most
     * readers send one.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        lines(config);
        order(config);
        isTwice(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, ONE_PRESENTATION), SETTLE, Reads.BY_ITSELF);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        GpioSettings pins = lines(config);
        var machine =
                new WiegandMachine(
                        "D0 %d, D1 %d".formatted(pins.d0(), pins.d1()),
                        order(config),
                        isTwice(config));
        var transport = new PulseTransport(GpioEdges.open(config, pins), pins.d1(), pins.quiet());
        return new LineReader<>(transport, WiegandCodec::scan, machine);
    }

    /** Captured bits as {@code 0} and {@code 1}, white space between frames. */
    @Override
    public FrameDecoder decoder() {
        return new WiegandDecoder();
    }

    @Override
    public Set<Integer> pins(ReaderConfig config) {
        return lines(config).pins(config);
    }

    private static GpioSettings lines(ReaderConfig config) {
        return GpioSettings.from(config, USUAL_D0, USUAL_D1, config.millis(GAP, USUAL_GAP));
    }

    private static ByteOrder order(ReaderConfig config) {
        return choice(config, BYTE_ORDER, List.of("msb", "reversed")) == 0
                ? ByteOrder.MSB
                : ByteOrder.REVERSED;
    }

    private static boolean isTwice(ReaderConfig config) {
        return choice(config, CONFIRM, List.of("once", "twice")) == 1;
    }

    /** Which of the words is meant; the first without a setting. */
    private static int choice(ReaderConfig config, String key, List<String> words) {
        String value = config.settings().getOrDefault(key, words.getFirst());
        int index = words.indexOf(value);
        if (index < 0) {
            throw new ReaderException(
                    "reader %s: %s is '%s'; write %s"
                            .formatted(config.name(), key, value, String.join(" or ", words)));
        }
        return index;
    }
}
