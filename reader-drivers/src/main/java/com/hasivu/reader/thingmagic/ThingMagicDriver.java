package com.hasivu.reader.thingmagic;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.Dominance;
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
 * {@code reader.kind = thingmagic}: M5e, M6e, Nano and their relatives, UHF. Settings: {@code baud}
 * (115200), {@code dtr} and {@code rts} (false), {@code region} (IN), {@code antenna} (1), {@code
 * power-dbm} (10; a module that cannot go so low gets its least), {@code polled} (false; true for
 * an M5e, which does not read continuously), {@code depart-after-ms} (1000), and those of {@link
 * Dominance}.
 */
public final class ThingMagicDriver implements ReaderDriver, Discoverable {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final SerialSettings LINE = new SerialSettings(115_200, false, false);

    /** A tag at the edge of the field is missed for some rounds. */
    private static final Duration SOME_ROUNDS = Duration.ofSeconds(1);

    @Override
    public String kind() {
        return "thingmagic";
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(
                ThingMagicSetup.REGION,
                ThingMagicSetup.ANTENNA,
                ThingMagicSetup.POWER,
                ThingMagicSetup.POLLED,
                DEPART_AFTER,
                Dominance.LEAST,
                Dominance.MARGIN,
                Dominance.DWELL,
                Dominance.READS);
    }

    /**
     * Nothing has to settle: reads of an earlier connection are not heard before the module has
     * been set up anew.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        var setup = ThingMagicSetup.from(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, SOME_ROUNDS),
                Duration.ZERO,
                setup.polled() ? Reads.WHEN_ASKED : Reads.BY_ITSELF,
                Optional.of(Dominance.from(config)));
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = new ThingMagicMachine(ThingMagicSetup.from(config));
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return new LineReader<>(transport, ThingMagicCodec::scan, machine);
    }

    @Override
    public List<VersionRequest> versionRequests() {
        return ThingMagicVersion.requests();
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(ThingMagicCodec::scan, ThingMagicCards::inAnswer);
    }
}
