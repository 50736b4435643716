package com.hasivu.reader.llrp;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.line.TcpSettings;
import com.hasivu.reader.line.TcpTransport;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code reader.kind = llrp}; the device is {@code host} or {@code host:port}, port 5084, with TLS
 * 5085. Settings: {@code power-dbm} (10; the reader's nearest is taken), {@code antenna} (all),
 * {@code keepalive-ms} (1000), {@code tag-crc} (true), {@code depart-after-ms} (1000), {@code
 * connect-ms} (2000), {@code tls-ca} (none: no TLS), and those of {@link Dominance}.
 */
public final class LlrpDriver implements ReaderDriver {
    private static final String DEPART_AFTER = "depart-after-ms";
    private static final int PORT = 5084;
    private static final int TLS_PORT = 5085;

    /** A tag in a hand turns out of the field for a moment. */
    private static final Duration OUT_OF_SIGHT = Duration.ofSeconds(1);

    @Override
    public String kind() {
        return "llrp";
    }

    @Override
    public Set<String> settings() {
        return TcpSettings.keysAnd(
                DEPART_AFTER,
                LlrpSettings.POWER,
                LlrpSettings.ANTENNA,
                LlrpSettings.KEEPALIVE,
                LlrpSettings.TAG_CHECKSUM,
                Dominance.LEAST,
                Dominance.MARGIN,
                Dominance.DWELL,
                Dominance.READS);
    }

    /**
     * Nothing has to settle: the machine knows old reports by themselves. The reader reads on by
     * itself.
     */
    @Override
    public PresenceRules presence(ReaderConfig config) {
        LlrpSettings.from(config);
        address(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, OUT_OF_SIGHT),
                Duration.ZERO,
                Reads.BY_ITSELF,
                Optional.of(Dominance.from(config)));
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        var requests = new Requests(LlrpSettings.from(config), someId());
        var transport = TcpTransport.open(config, address(config));
        return new LineReader<>(transport, new LlrpCodec(), new LlrpMachine(requests));
    }

    private static TcpSettings address(ReaderConfig config) {
        return TcpSettings.from(config, PORT, TLS_PORT);
    }

    /** Never zero, which means all; another one on each connection tells old reports from new. */
    private static int someId() {
        return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(new LlrpCodec(), LlrpCodec::cards);
    }
}
