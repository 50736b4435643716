package com.hasivu.reader.contract;

import java.util.HexFormat;

/** Bytes as people write them: {@code "02 36 37"}. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
