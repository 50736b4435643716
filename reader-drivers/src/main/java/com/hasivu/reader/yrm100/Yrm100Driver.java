package com.hasivu.reader.yrm100;

import com.hasivu.reader.Discoverable;
import com.hasivu.reader.Dominance;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.SerialTransport;
import com.hasivu.reader.line.VersionRequest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code reader.kind = yrm100}: YRM100, R200, JRD-4035 and their like. Settings: {@code baud}
 * (115200), {@code dtr}, {@code rts}, {@code power-dbm} (18, the least of most; a module that
 * cannot go so low is refused), {@code region} (as the module is set), {@code depart-after-ms}
 * (1000: a tag that is turned fades for a moment), and those of {@link Dominance}.
 */
public final class Yrm100Driver implements ReaderDriver, Discoverable {
    private static final String POWER = "power-dbm";
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final int LOW_DBM = 18;
    private static final SerialSettings LINE = new SerialSettings(115_200, true, true);
    private static final Duration FADE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(250);

    @Override
    public String kind() {
        return "yrm100";
    }

    @Override
    public Set<String> settings() {
        return SerialSettings.keysAnd(
                POWER,
                Region.SETTING,
                DEPART_AFTER,
                Dominance.LEAST,
                Dominance.MARGIN,
                Dominance.DWELL,
                Dominance.READS);
    }

    /**
     * The module is stopped before it is told to poll, and reads from before do not count, so
     * nothing has to settle. It polls and tells by itself.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        machine(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, FADE),
                Duration.ZERO,
                Reads.BY_ITSELF,
                Optional.of(Dominance.from(config)));
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var machine = machine(config);
        var transport = SerialTransport.open(config, SerialSettings.from(config, LINE));
        return new LineReader<>(transport, Yrm100Codec::scan, machine);
    }

    private static Yrm100Machine machine(ReaderConfig config) {
        int dbm = config.positive(POWER, LOW_DBM);
        if (100 * dbm > Yrm100Machine.MOST_CENTI_DBM) {
            throw new ReaderException(
                    "reader %s: %s is %d; write 1 to %d, low enough not to read the queue, for example %d"
                            .formatted(
                                    config.name(),
                                    POWER,
                                    dbm,
                                    Yrm100Machine.MOST_CENTI_DBM / 100,
                                    LOW_DBM));
        }
        return new Yrm100Machine(dbm, Region.from(config));
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(Yrm100Codec::scan, Yrm100Cards::inFrame);
    }

    @Override
    public List<VersionRequest> versionRequests() {
        return List.of(
                new VersionRequest(
                        LINE,
                        List.of(Question.STOP.frame(), Question.INFO.frame(0x00)),
                        PATIENCE,
                        Yrm100Driver::name));
    }

    private static Optional<String> name(byte[] received) {
        var in = ByteBuffer.wrap(received);
        while (in.hasRemaining()) {
            switch (Yrm100Codec.scan(in)) {
                case Scan.Complete<Yrm100Frame>(
                                Yrm100Frame.Response(var command, var data),
                                var consumed)
                        when Question.INFO.isAnsweredBy(command) -> {
                    return Optional.of("YRM100 family, " + Yrm100Machine.text(data));
                }
                case Scan.Complete<Yrm100Frame>(var other, var consumed) ->
                        in.position(in.position() + consumed);
                case Scan.Noise<Yrm100Frame>(var skip, var why) ->
                        in.position(in.position() + skip);
                case Scan.Padding<Yrm100Frame>(var skip) -> in.position(in.position() + skip);
                case Scan.NeedMore<Yrm100Frame> more -> in.position(in.position() + 1);
            }
        }
        return Optional.empty();
    }
}
