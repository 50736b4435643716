package com.hasivu.edge.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The counter's screen.
 *
 * @param listen host and port, for example {@code 127.0.0.1:8480}; whoever reaches it sees whom the
 *     counter serves
 * @param language {@code en}, {@code hi} or {@code kn}; each screen may choose another
 * @param handServesADay how many serves by hand of a school day may stand at this station
 */
public record ScreenSettings(boolean enabled, Listen listen, String language, int handServesADay) {
    /** An address; port 0: any free one. */
    public record Listen(String host, int port) {}

    private static final Listen HERE = new Listen("127.0.0.1", 8480);
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):([0-9]{1,5})");

    static ScreenSettings from(Settings in) {
        boolean enabled = in.flag("screen.enabled", false);
        Optional<String> listen =
                in.optionalText("screen.listen", FORM, "use HOST:PORT, for example 127.0.0.1:8480");
        Listen address = listen.map(ScreenSettings::address).orElse(HERE);
        if (address.port() > 65_535) {
            in.problem("screen.listen", "has port %d; use 0 to 65535".formatted(address.port()));
        }
        return new ScreenSettings(
                enabled,
                address,
                in.choice("screen.language", "en", List.of("en", "hi", "kn")),
                in.integer("screen.hand-serves-a-day", 20, 0, 10_000));
    }

    private static Listen address(String text) {
        int colon = text.lastIndexOf(':');
        return new Listen(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
