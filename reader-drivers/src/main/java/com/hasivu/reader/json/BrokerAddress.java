package com.hasivu.reader.json;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a reader's messages are: {@code mqtt://host[:1883]/topic/filter}, {@code mqtts} with TLS
 * and port 8883. The filter may hold {@code +} and {@code #}.
 */
record BrokerAddress(boolean tls, String host, int port, String topics) {
    private static final Pattern DEVICE =
            Pattern.compile(
                    "(mqtts?)://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/(\\S+)");

    static boolean isOne(String device) {
        return device.startsWith("mqtt://") || device.startsWith("mqtts://");
    }

    /**
     * @throws ReaderException if the device is none; the message says how to write it
     */
    static BrokerAddress from(ReaderConfig config) {
        Matcher device = DEVICE.matcher(config.device());
        if (!device.matches()) {
            throw refused(config);
        }
        boolean tls = device.group(1).equals("mqtts");
        String given = device.group(3);
        int port = given != null ? Integer.parseInt(given) : tls ? 8883 : 1883;
        if (port < 1 || port > 65_535) {
            throw refused(config);
        }
        return new BrokerAddress(tls, device.group(2), port, device.group(4));
    }

    String uri() {
        return "%s://%s:%d".formatted(tls ? "ssl" : "tcp", host, port);
    }

    private static ReaderException refused(ReaderConfig config) {
        return new ReaderException(
                "reader %s: device '%s' is no broker and topic; write mqtt://host:1883/topic, for example mqtt://192.168.1.10:1883/zebra/counter-1/#"
                        .formatted(config.name(), config.device()));
    }
}
