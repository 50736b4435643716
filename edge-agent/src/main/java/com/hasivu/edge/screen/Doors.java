package com.hasivu.edge.screen;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask. A page of somebody else, open in the same browser, must neither read this station
 * nor act here: the host asked for is an address, {@code localhost} or a {@code .local} name (so a
 * foreign name that leads here gets nothing), and whoever acts is this very origin. Pure.
 */
final class Doors {
    private static final Pattern HOST =
            Pattern.compile(
                    "([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]|localhost|[a-z0-9-]{1,63}\\.local)(:[0-9]{1,5})?");

    private Doors() {}

    /** Why nothing is answered; empty when it is. */
    static Optional<String> closed(HttpHeaders asked) {
        return HOST.matcher(one(asked, HttpHeaderNames.HOST)).matches()
                ? Optional.empty()
                : Optional.of("ask for this station by its address, localhost or a .local name");
    }

    /** Why nothing is done; empty when it is. */
    static Optional<String> closedToActs(HttpHeaders asked) {
        String site = one(asked, "Sec-Fetch-Site");
        boolean own =
                one(asked, HttpHeaderNames.ORIGIN)
                        .equals("http://" + one(asked, HttpHeaderNames.HOST));
        if (!own || !(site.isEmpty() || site.equals("same-origin"))) {
            return Optional.of("only the station's own page may act");
        }
        return one(asked, HttpHeaderNames.CONTENT_TYPE).equals("application/json")
                ? Optional.empty()
                : Optional.of("send application/json");
    }

    private static String one(HttpHeaders headers, CharSequence name) {
        return headers.get(name, "").strip().toLowerCase(Locale.ROOT);
    }
}
