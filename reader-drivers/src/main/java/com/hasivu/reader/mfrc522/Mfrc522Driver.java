package com.hasivu.reader.mfrc522;

import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.bus.SpiPort;
import com.hasivu.reader.bus.SpiSettings;
import com.hasivu.reader.line.LineDecoder;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code reader.kind = mfrc522}; device {@code /dev/spidev0.0} or {@code unix:/path}. Settings:
 * {@code spi-hz} (1000000), {@code reset} (BCM number of the pin wired to RST; none), {@code
 * gain-db} (33; 18, 23, 33, 38, 43 or 48, the receiver's), {@code depart-after-ms} (400: a held
 * card is read about every 40 ms).
 */
public final class Mfrc522Driver implements ReaderDriver {
    private static final String GAIN = "gain-db";
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final int USUAL_HERTZ = 1_000_000;
    private static final int FASTEST_HERTZ = 10_000_000; // data sheet, section 8.1.2
    private static final int USUAL_GAIN = 33;

    /** RxGain of RFCfgReg: data sheet, section 9.3.3.6; 2 and 3 repeat 0 and 1. */
    private static final List<Integer> GAINS = List.of(18, 23, -1, -1, 33, 38, 43, 48);

    private static final Duration SOME_POLLS = Duration.ofMillis(400);

    @Override
    public String kind() {
        return "mfrc522";
    }

    @Override
    public Set<String> settings() {
        return SpiSettings.keysAnd(GAIN, DEPART_AFTER);
    }

    /** The chip answers only what was asked, so nothing has to settle. */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        bus(config);
        gain(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, SOME_POLLS), Duration.ZERO, Reads.WHEN_ASKED);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = new Mfrc522Machine(gain(config));
        return new Mfrc522Reader(SpiPort.open(config, bus(config)), machine);
    }

    /** Captured answers of a card: ATQA, then for each cascade level 5 UID bytes and 3 of SAK. */
    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(
                Mfrc522Codec::scan, card -> List.of(CardRead.uid(card, CardFamily.ISO_14443_A)));
    }

    @Override
    public Set<Integer> pins(ReaderConfig config) {
        return bus(config).pins(config);
    }

    private static SpiSettings bus(ReaderConfig config) {
        return SpiSettings.from(config, USUAL_HERTZ, FASTEST_HERTZ);
    }

    private static int gain(ReaderConfig config) {
        int decibels = config.positive(GAIN, USUAL_GAIN);
        int gain = GAINS.indexOf(decibels);
        if (gain < 0) {
            throw new ReaderException(
                    "reader %s: %s is %d; write 18, 23, 33, 38, 43 or 48"
                            .formatted(config.name(), GAIN, decibels));
        }
        return gain;
    }
}
