package com.hasivu.reader.wedge;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.LineReader;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;

/**
 * {@code reader.kind = wedge}: a USB reader that types like a keyboard, for example {@code
 * /dev/input/by-id/usb-..-event-kbd}. Settings: {@code form} (10d; also 8d, 13d, 5+5, 3+5, hex, and
 * 10d-, 8d-, hex-reversed), {@code max-ms} (1000: a number typed more slowly is no card), {@code
 * depart-after-ms} (1000: the same card typed again sooner is the same tap), {@code settle-ms}
 * (300: numbers that come so soon after the connection were typed before it).
 */
public final class WedgeDriver implements ReaderDriver {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final String SETTLE = "settle-ms";
    private static final Duration SAME_TAP = Duration.ofSeconds(1);

    /** Longer than a reader takes for one number, so a queue of old ones is history. */
    private static final Duration ONE_NUMBER = Duration.ofMillis(300);

    private static final InputEvent.Layout HERE =
            new InputEvent.Layout(
                    ValueLayout.ADDRESS.byteSize() == 8 ? 8 : 4, ByteOrder.nativeOrder());

    @Override
    public String kind() {
        return "wedge";
    }

    @Override
    public Set<String> settings() {
        return Set.of(WedgeSettings.FORM, WedgeSettings.MAX, DEPART_AFTER, SETTLE);
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        WedgeSettings.from(config); // the check of a configuration asks only here
        return new PresenceRules(
                config.millis(DEPART_AFTER, SAME_TAP),
                config.millis(SETTLE, ONE_NUMBER),
                Reads.BY_ITSELF);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = new WedgeMachine(WedgeSettings.from(config));
        return new LineReader<>(EvdevTransport.open(config), new WedgeCodec(HERE), machine);
    }

    /** Takes numbers of the form 10d, as most readers type. */
    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(new WedgeCodec(HERE), new TypedCards(WedgeSettings.USUAL));
    }
}
