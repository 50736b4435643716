package com.hasivu.reader.uhfreader18;

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
import com.hasivu.reader.line.TcpSettings;
import com.hasivu.reader.line.TcpTransport;
import com.hasivu.reader.line.Transport;
import com.hasivu.reader.line.VersionRequest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code reader.kind = uhfreader18}: UHFReader18, UHFReader288, Chafon CF-RU and their relatives,
 * UHF. The device is a path, or {@code host:port} (6000 if left out). Settings: {@code baud}
 * (57600), {@code dtr} and {@code rts} (false), {@code connect-ms} and {@code tls-ca} as every
 * network reader, {@code address} (255, whoever listens), {@code antenna} (1), {@code power-dbm}
 * (10), {@code push} (false; true lets the reader read by itself), {@code depart-after-ms} (1000),
 * and those of {@link Dominance}.
 */
public final class UhfReader18Driver implements ReaderDriver, Discoverable {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final SerialSettings LINE = new SerialSettings(57_600, false, false);
    private static final int PORT = 6000;

    /** One inventory without an answer, and who the reader is asked again. */
    private static final Duration ONE_SILENCE = Duration.ofSeconds(1);

    /** Kept reads come at the line's speed, 3 ms each; a held tag is read every 50 ms at most. */
    private static final Duration POURED_OUT = Duration.ofMillis(15);

    @Override
    public String kind() {
        return "uhfreader18";
    }

    @Override
    public Set<String> settings() {
        var serial =
                SerialSettings.keysAnd(
                        UhfReader18Setup.ADDRESS,
                        UhfReader18Setup.ANTENNA,
                        UhfReader18Setup.POWER,
                        UhfReader18Setup.PUSH,
                        DEPART_AFTER,
                        Dominance.LEAST,
                        Dominance.MARGIN,
                        Dominance.DWELL,
                        Dominance.READS);
        return TcpSettings.keysAnd(serial.toArray(String[]::new));
    }

    /** Asked, it keeps no reads; reading by itself, its network module may. */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        boolean push = UhfReader18Setup.from(config).push();
        return new PresenceRules(
                config.millis(DEPART_AFTER, ONE_SILENCE),
                push ? POURED_OUT : Duration.ZERO,
                push ? Reads.BY_ITSELF : Reads.WHEN_ASKED,
                Optional.of(Dominance.from(config)));
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = new UhfReader18Machine(UhfReader18Setup.from(config));
        return LineReader.onLineThatMayEcho(connect(config), UhfReader18Codec::scan, machine);
    }

    private static Transport connect(ReaderConfig config) {
        return TcpSettings.isAddress(config.device())
                ? TcpTransport.open(config, TcpSettings.from(config, PORT, PORT))
                : SerialTransport.open(config, SerialSettings.from(config, LINE));
    }

    @Override
    public List<VersionRequest> versionRequests() {
        return UhfReader18Info.requests();
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(UhfReader18Codec::scan, UhfReader18Cards::inFrame);
    }
}
