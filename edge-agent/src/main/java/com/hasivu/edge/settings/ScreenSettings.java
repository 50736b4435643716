package com.hasivu.edge.settings;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The counter's screen.
 *
 * @param listen where browsers find it; whoever reaches it sees whom the counter serves. Empty:
 *     there is none
 * @param language {@code en}, {@code hi} or {@code kn}; each browser may choose another
 * @param handServesADay how many serves by hand of a school day may stand at this station
 */
public record ScreenSettings(
        Optional<InetSocketAddress> listen, String language, int handServesADay) {
    static ScreenSettings from(Settings in) {
        return new ScreenSettings(
                ListenAddress.from(in, "screen.listen", "off", "127.0.0.1:8480"),
                in.choice("screen.language", "en", List.of("en", "hi", "kn")),
                in.integer("screen.hand-serves-a-day", 20, 0, 10_000));
    }
}
