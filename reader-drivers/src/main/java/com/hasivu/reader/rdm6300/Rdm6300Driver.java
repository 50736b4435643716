package com.hasivu.reader.rdm6300;

import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.Discoverable;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.reader.line.VersionRequest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code reader.kind = rdm6300}. Settings: {@code baud} (9600), {@code dtr}, {@code rts}, {@code
 * depart-after-ms} (300, the tag time-out of arduino12/rdm6300).
 */
public final class Rdm6300Driver implements ReaderDriver, Discoverable {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final SerialSettings LINE = new SerialSettings(9_600, true, true);
    private static final Duration TAG_TIMEOUT = Duration.ofMillis(300);

    /**
     * Above 15 ms, a frame's time on the line, as a flushed cache sends them; below 65 ms, a held
     * card's repeat.
     */
    private static final Duration SETTLE = Duration.ofMillis(40);

    @Override
    public String kind() {
        return "rdm6300";
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(DEPART_AFTER);
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        return new PresenceRules(config.millis(DEPART_AFTER, TAG_TIMEOUT), SETTLE, Reads.BY_ITSELF);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return new LineReader<>(transport, Rdm6300Codec::scan, new Rdm6300Machine());
    }

    /** It cannot be asked; a card held to it shows it. */
    @Override
    public List<VersionRequest> versionRequests() {
        return List.of(new VersionRequest(LINE, List.of(), TAG_TIMEOUT, this::heard));
    }

    private Optional<String> heard(byte[] bytes) {
        return decoder().feed(bytes).stream()
                .filter(FrameDecoder.Decoded.Card.class::isInstance)
                .findFirst()
                .map(card -> "a card was read; an RDM6300 or a reader that sends like one");
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(
                Rdm6300Codec::scan, card -> List.of(CardRead.uid(card, CardFamily.EM4100)));
    }
}
