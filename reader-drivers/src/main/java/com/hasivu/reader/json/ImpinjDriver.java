package com.hasivu.reader.json;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.line.TcpSettings;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code reader.kind = impinj}: R700, R720 with the Impinj IoT device interface. The device is
 * {@code host[:port]} for the HTTP stream (port 80, with {@code tls-ca} 443), or {@code
 * mqtt://host[:1883]/topic} for a reader that publishes to a broker.
 *
 * <p>Settings: {@code user} and {@code password-file} (both or neither), {@code tls-ca}, {@code
 * connect-ms} (2000), {@code preset} (none: the reader runs one by itself), {@code silence-ms}
 * (75000; by MQTT it counts once a heartbeat has come), {@code max-age-ms} (5000), {@code no-time}
 * (refuse), {@code depart-after-ms} (1000), and those of {@link Dominance}. Low transmit power is
 * the preset's matter.
 */
public final class ImpinjDriver implements ReaderDriver {
    private static final String PRESET = "preset";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Duration FADE = Duration.ofSeconds(1);

    /** Two and a half of the empty lines that come every 30 s. */
    private static final Duration SILENT = Duration.ofSeconds(75);

    @Override
    public String kind() {
        return "impinj";
    }

    @Override
    public Set<String> settings() {
        return JsonSettings.keysAnd(PRESET);
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        if (BrokerAddress.isOne(config.device())) {
            BrokerAddress.from(config);
        } else {
            HttpStream.base(config, TcpSettings.from(config, HTTP, HTTPS));
        }
        silence(config);
        preset(config);
        return JsonSettings.presence(config, FADE);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        String name = "Impinj at " + config.device();
        var dialect = new ImpinjEvents();
        if (BrokerAddress.isOne(config.device())) {
            var messages = JsonSettings.messages(config);
            return JsonSettings.reader(config, name, messages, dialect, silence(config));
        }
        var stream = HttpStream.open(config, TcpSettings.from(config, HTTP, HTTPS), preset(config));
        return JsonSettings.reader(config, name, stream, dialect, silence(config));
    }

    /** It becomes part of an address. */
    private static Optional<String> preset(ReaderConfig config) {
        String preset = config.settings().get(PRESET);
        if (preset != null && !preset.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ReaderException(
                    "reader %s: %s is '%s'; write a preset's id, for example default"
                            .formatted(config.name(), PRESET, preset));
        }
        return Optional.ofNullable(preset);
    }

    private static Silence silence(ReaderConfig config) {
        boolean stream = !BrokerAddress.isOne(config.device());
        return JsonSettings.silence(config, new Silence(SILENT, stream));
    }

    @Override
    public FrameDecoder decoder() {
        return new LineDecoder<>(new JsonCodec(new ImpinjEvents()), JsonCodec::cards);
    }
}
