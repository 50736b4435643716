package com.hasivu.reader.pn532;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.assurance.CardDialogue;
import com.hasivu.reader.assurance.CardKeyFile;
import com.hasivu.reader.assurance.CardKeys;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.reader.line.VersionRequest;
import com.hasivu.reader.pn532.Pn532Machine.Questions;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code reader.kind = pn532}. Settings: {@code baud} (115200), {@code dtr} and {@code rts} (both
 * false: some FT232 boards wire them to reset), {@code depart-after-ms} (500: a held card is read
 * every 60 ms, and one lost acknowledge costs 200 ms), {@code card-keys} (none: a file of keys;
 * with it, cards that can are asked for a proof, docs/readers/assurance.md).
 */
public final class Pn532Driver implements ReaderDriver, Discoverable {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final SerialSettings LINE = new SerialSettings(115_200, false, false);
    private static final Duration ONE_WAKING = Duration.ofMillis(500);

    @Override
    public String kind() {
        return "pn532";
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(DEPART_AFTER, CardKeyFile.SETTING);
    }

    /**
     * The chip keeps no reads and answers only what was asked on this connection, so nothing has to
     * settle. It looks for a card only when polled.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        CardKeyFile.check(config); // a wrong file is told when the settings are read
        return new PresenceRules(departAfter(config), Duration.ZERO, Reads.WHEN_ASKED);
    }

    private static Duration departAfter(ReaderConfig config) {
        return config.millis(DEPART_AFTER, ONE_WAKING);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        Optional<Questions> questions =
                CardKeyFile.of(config).map(keys -> questions(keys, departAfter(config)));
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return new LineReader<>(transport, Pn532Codec::scan, new Pn532Machine(questions));
    }

    private static Questions questions(CardKeys keys, Duration departAfter) {
        var random = new SecureRandom();
        return new Questions(
                seen -> {
                    var challenge = new byte[CardDialogue.CHALLENGE];
                    random.nextBytes(challenge);
                    return CardDialogue.with(keys, seen, challenge);
                },
                Math.min(Pn532Machine.STAYED_NANOS, departAfter.toNanos() / 2));
    }

    @Override
    public List<VersionRequest> versionRequests() {
        return List.of(Pn532Version.request(LINE));
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(Pn532Codec::scan, Pn532Cards::inFrame);
    }
}
