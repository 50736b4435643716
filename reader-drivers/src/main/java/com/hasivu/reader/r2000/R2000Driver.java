package com.hasivu.reader.r2000;

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
import java.util.stream.Stream;

/**
 * {@code reader.kind = r2000}: readers with the Impinj R2000 chip and their relatives whose frames
 * begin with A0, UHF. Settings: {@code baud} (115200), {@code dtr} and {@code rts} (false), {@code
 * address} (255, whoever listens), {@code antenna} (1), {@code power-dbm} (10), {@code
 * depart-after-ms} (1000), and those of {@link Dominance}.
 */
public final class R2000Driver implements ReaderDriver, Discoverable {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final SerialSettings LINE = new SerialSettings(115_200, false, false);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** A round without an answer, and the firmware is asked again. */
    private static final Duration ONE_SILENCE = Duration.ofSeconds(1);

    @Override
    public String kind() {
        return "r2000";
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(
                R2000Setup.ADDRESS,
                R2000Setup.ANTENNA,
                R2000Setup.POWER,
                DEPART_AFTER,
                Dominance.LEAST,
                Dominance.MARGIN,
                Dominance.DWELL,
                Dominance.READS);
    }

    /** The reader looks for tags only when asked, and tells them as it reads them. */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        R2000Setup.from(config); // the configuration check
        return new PresenceRules(
                config.millis(DEPART_AFTER, ONE_SILENCE),
                Duration.ZERO,
                Reads.WHEN_ASKED,
                Optional.of(Dominance.from(config)));
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = new R2000Machine(R2000Setup.from(config));
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return LineReader.onLineThatMayEcho(transport, R2000Codec::scan, machine);
    }

    @Override
    public List<VersionRequest> versionRequests() {
        return Stream.of(115_200, 38_400).map(R2000Driver::request).toList();
    }

    private static VersionRequest request(int baud) {
        return new VersionRequest(
                new SerialSettings(baud, false, false),
                List.of(R2000Codec.command(R2000Setup.ANYONE, R2000Frame.FIRMWARE)),
                PATIENCE,
                VersionRequest.answerIn(R2000Codec::scan, R2000Driver::version));
    }

    private static Optional<String> version(R2000Frame frame) {
        return frame.command() == R2000Frame.FIRMWARE && frame.data().length == 2
                ? Optional.of("R2000 reader, firmware %d.%d".formatted(frame.at(0), frame.at(1)))
                : Optional.empty();
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(R2000Codec::scan, R2000Cards::inFrame);
    }
}
