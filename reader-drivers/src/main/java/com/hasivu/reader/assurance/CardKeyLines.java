package com.hasivu.reader.assurance;

import com.hasivu.reader.ReaderException;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of a card key file, read once. */
final class CardKeyLines {
    private static final String SUN_META = "sun-meta";
    private static final String SUN_FILE = "sun-file";
    private static final String SUN_MAC_FROM = "sun-mac-from";
    private static final String APPLICATION = "desfire-app";
    private static final String KEY = "desfire-key";
    private static final String KEY_NUMBER = "desfire-key-number";
    private static final String AUTHENTICATION = "desfire-auth";
    private static final String DIVERSIFY = "diversify";
    private static final String DIVERSIFY_DATA = "diversify-data";
    private static final List<String> KNOWN =
            List.of(
                    SUN_META,
                    SUN_FILE,
                    SUN_MAC_FROM,
                    APPLICATION,
                    KEY,
                    KEY_NUMBER,
                    AUTHENTICATION,
                    DIVERSIFY,
                    DIVERSIFY_DATA);

    private static final int APPLICATION_LENGTH = 3;
    private static final int MAX_KEY_NUMBER = 13;
    private static final int MAX_UID = CardKey.LONGEST_UID;

    /** Makes the exception for a line. */
    interface Refusal {
        ReaderException at(int line, String problem);
    }

    private record Value(String text, int line) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final int length;
    private final Refusal refusal;

    private CardKeyLines(List<String> lines, Refusal refusal) {
        this.refusal = refusal;
        this.length = Math.max(1, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            take(lines.get(i).split("#", 2)[0].strip(), i + 1);
        }
    }

    static CardKeys read(List<String> lines, Refusal refusal) {
        return new CardKeyLines(lines, refusal).keys();
    }

    private void take(String text, int line) {
        if (text.isEmpty()) {
            return;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw refusal.at(line, "is no 'name: value'"); // the text may be a key: not told
        }
        String name = text.substring(0, colon).strip();
        if (!KNOWN.contains(name)) {
            throw refusal.at(
                    line, "has a name that is none; use one of " + String.join(", ", KNOWN));
        }
        if (values.putIfAbsent(name, new Value(text.substring(colon + 1).strip(), line)) != null) {
            throw refusal.at(line, "gives %s a second time; keep one".formatted(name));
        }
    }

    private CardKeys keys() {
        Optional<byte[]> diversify = diversify();
        Optional<SunKeys> sun =
                text(SUN_FILE)
                        .map(
                                given ->
                                        new SunKeys(
                                                text(SUN_META).map(meta -> key(SUN_META)),
                                                new CardKey(key(SUN_FILE), diversify),
                                                text(SUN_MAC_FROM)));
        Optional<DesfireKeys> desfire = text(KEY).map(given -> desfire(diversify));
        needs(SUN_META, SUN_FILE);
        needs(SUN_MAC_FROM, SUN_FILE);
        needs(APPLICATION, KEY);
        needs(KEY_NUMBER, KEY);
        needs(AUTHENTICATION, KEY);
        if (sun.isEmpty() && desfire.isEmpty()) {
            throw refusal.at(length, "has no key; give sun-file, or desfire-app and desfire-key");
        }
        return new CardKeys(sun, desfire);
    }

    private DesfireKeys desfire(Optional<byte[]> diversify) {
        if (text(APPLICATION).isEmpty()) {
            throw refusal.at(line(KEY), "needs desfire-app: the application the key is in");
        }
        return new DesfireKeys(
                hex(APPLICATION, APPLICATION_LENGTH, APPLICATION_LENGTH),
                keyNumber(),
                new CardKey(key(KEY), diversify),
                choice(AUTHENTICATION, "ev2", List.of("ev1", "ev2")).equals("ev1")
                        ? DesfireKeys.Kind.EV1
                        : DesfireKeys.Kind.EV2);
    }

    private Optional<byte[]> diversify() {
        if (choice(DIVERSIFY, "none", List.of("none", "an10922")).equals("none")) {
            if (text(DIVERSIFY_DATA).isPresent()) {
                throw refusal.at(line(DIVERSIFY_DATA), "needs 'diversify: an10922'");
            }
            return Optional.empty();
        }
        return Optional.of(
                text(DIVERSIFY_DATA).isEmpty()
                        ? new byte[0]
                        : hex(DIVERSIFY_DATA, 1, AesKey.MAX_INPUT - MAX_UID));
    }

    private int keyNumber() {
        String given = text(KEY_NUMBER).orElse("0");
        if (!given.matches("\\d{1,2}") || Integer.parseInt(given) > MAX_KEY_NUMBER) {
            throw refusal.at(line(KEY_NUMBER), "is no key number; use 0 to 13");
        }
        return Integer.parseInt(given);
    }

    /** Everybody knows the factory's key: whoever has it can make cards. */
    private AesKey key(String name) {
        byte[] key = hex(name, AesKey.BLOCK, AesKey.BLOCK);
        for (byte b : key) {
            if (b != 0) {
                return new AesKey(key);
            }
        }
        throw refusal.at(
                line(name),
                "gives %s the key of the factory, which everybody knows; give the cards one of your own"
                        .formatted(name));
    }

    private byte[] hex(String name, int least, int most) {
        String text = text(name).orElse("");
        if (!text.matches("([0-9A-Fa-f]{2}){%d,%d}".formatted(least, most))) {
            throw refusal.at(
                    line(name),
                    "does not give %s %s in hex"
                            .formatted(
                                    name,
                                    least == most
                                            ? "%d bytes".formatted(most)
                                            : "%d to %d bytes".formatted(least, most)));
        }
        return HexFormat.of().parseHex(text);
    }

    private String choice(String name, String otherwise, List<String> allowed) {
        String given = text(name).orElse(otherwise);
        if (!allowed.contains(given)) {
            throw refusal.at(line(name), "has no such %s; use one of %s".formatted(name, allowed));
        }
        return given;
    }

    private void needs(String name, String other) {
        if (text(name).isPresent() && text(other).isEmpty()) {
            throw refusal.at(line(name), "gives %s without %s".formatted(name, other));
        }
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Value::text);
    }

    private int line(String name) {
        Value value = values.get(name);
        return value == null ? length : value.line();
    }
}
