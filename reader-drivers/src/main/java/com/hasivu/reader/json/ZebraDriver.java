package com.hasivu.reader.json;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;

import java.time.Duration;
import java.util.Set;

/**
 * {@code reader.kind = zebra}: FX7500, FX9600, FXR90, ATR7000 with the Zebra IoT Connector, and
 * RFD40 and RFD90 sleds, all by MQTT. The device is {@code mqtt://host[:1883]/topic}, the topic the
 * reader publishes its tag data to, or a filter that also takes in its heartbeats.
 *
 * <p>Settings: {@code user} and {@code password-file} (both or neither), {@code tls-ca} (with
 * {@code mqtts}), {@code connect-ms} (2000), {@code silence-ms} (150000; counts once a heartbeat
 * has come), {@code max-age-ms} (5000), {@code no-time} (refuse), {@code depart-after-ms} (2000),
 * and those of {@link Dominance}. Low transmit power is set on the reader.
 */
public final class ZebraDriver implements ReaderDriver {
    /** A reader that sums its reads up tells a held tag once a second. */
    private static final Duration FADE = Duration.ofSeconds(2);

    /** Two and a half of the heartbeats that come every 60 s. */
    private static final Silence USUAL = new Silence(Duration.ofSeconds(150), false);

    @Override
    public String kind() {
        return "zebra";
    }

    @Override
    public Set<String> settings() {
        return JsonSettings.keysAnd();
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        BrokerAddress.from(config);
        JsonSettings.silence(config, USUAL);
        return JsonSettings.presence(config, FADE);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        return JsonSettings.reader(
                config,
                "Zebra by " + config.device(),
                JsonSettings.messages(config),
                new ZebraEvents(),
                JsonSettings.silence(config, USUAL));
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(new JsonCodec(new ZebraEvents()), JsonCodec::cards);
    }
}
