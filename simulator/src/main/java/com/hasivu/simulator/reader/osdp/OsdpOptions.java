package com.hasivu.simulator.reader.osdp;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How an emulated reader was set up before it was hung on the wall.
 *
 * @param address 0 to 126
 * @param key its own key, 32 hex digits: then it speaks of cards in a secure channel only
 * @param defaultKey it also takes the default key SCBK-D, and a new key over that: installation
 *     mode
 * @param repeat a held card is told again so often; empty: once, as most do
 * @param csn it tells whole UIDs, else Wiegand numbers
 */
public record OsdpOptions(
        int address,
        Optional<String> key,
        boolean defaultKey,
        Optional<Duration> repeat,
        boolean csn) {
    /** Address 0, in clear, each card once, Wiegand numbers. */
    public static final OsdpOptions PLAIN =
            new OsdpOptions(0, Optional.empty(), false, Optional.empty(), false);

    public OsdpOptions at(int newAddress) {
        return new OsdpOptions(newAddress, key, defaultKey, repeat, csn);
    }

    public OsdpOptions secured(String hexKey) {
        HexFormat.of().parseHex(hexKey);
        return new OsdpOptions(address, Optional.of(hexKey), defaultKey, repeat, csn);
    }

    public OsdpOptions fresh() {
        return new OsdpOptions(address, key, true, repeat, csn);
    }

    public OsdpOptions repeating(Duration every) {
        return new OsdpOptions(address, key, defaultKey, Optional.of(every), csn);
    }

    public OsdpOptions tellingCsn() {
        return new OsdpOptions(address, key, defaultKey, repeat, true);
    }

    boolean isSecured() {
        return key.isPresent() || defaultKey;
    }
}
