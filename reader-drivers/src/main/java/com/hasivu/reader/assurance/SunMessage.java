package com.hasivu.reader.assurance;

import com.hasivu.protocol.CardId;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The address an NTAG 424 DNA makes anew for each read: its UID, its count of reads, and a MAC over
 * both. Source: NXP NT4H2421Gx, section 9.3; AN12196, section 4.
 *
 * <pre>
 * https://..?picc_data=E(meta key; C7 | UID (7) | count (3, LSB first) | random (5))&amp;cmac=MAC    encrypted
 * https://..?uid=UID&amp;ctr=count (MSB first)&amp;cmac=MAC                                          plain
 * session key = CMAC(file key; 3C C3 00 01 00 80 | UID | count)
 * MAC         = 8 bytes of CMAC(session key; what stands between the MAC's begin and the MAC)
 * </pre>
 *
 * The MAC's begin is set when a card is made: at the MAC itself (nothing between), or at the value
 * of a parameter before it.
 */
final class SunMessage {
    private static final List<String> PICC = List.of("picc_data", "picc", "e", "p");
    private static final List<String> UID = List.of("uid", "u");
    private static final List<String> COUNT = List.of("ctr", "n");
    private static final List<String> MAC = List.of("cmac", "mac", "c", "m");
    private static final List<String> FILE = List.of("enc");
    private static final int UID_AND_COUNT = 0xC7;
    private static final byte[] SESSION = Bytes.of(0x3C, 0xC3, 0x00, 0x01, 0x00, 0x80);
    private static final byte[] ZERO = new byte[AesKey.BLOCK];
    private static final int UID_LENGTH = 7;
    private static final int COUNT_LENGTH = 3;
    private static final int MAC_LENGTH = 8;

    /** What an address says. */
    sealed interface Verdict {
        /** No message of this kind. */
        record NotSigned() implements Verdict {}

        /** Made by a chip that knows the key. */
        record Signed(CardId card, long counter) implements Verdict {}

        record Forged(String why) implements Verdict {}
    }

    private record Value(String text, int at) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Head(byte[] uid, byte[] count) {}

    private SunMessage() {}

    static Verdict check(String url, SunKeys keys) {
        Map<String, Value> values = values(url);
        Optional<Value> mac = first(values, MAC);
        Optional<Value> picc = first(values, PICC);
        Optional<Value> uid = first(values, UID);
        Optional<Value> count = first(values, COUNT);
        boolean isPlain = picc.isEmpty() && uid.isPresent() && count.isPresent();
        if (mac.isEmpty() || !(isPlain || (picc.isPresent() && keys.meta().isPresent()))) {
            return new Verdict.NotSigned();
        }
        Optional<byte[]> given = hex(mac.get(), MAC_LENGTH);
        Optional<Head> head =
                isPlain
                        ? plain(uid.get(), count.get())
                        : hex(picc.get(), AesKey.BLOCK)
                                .flatMap(secret -> decrypted(secret, keys.meta().get()));
        if (given.isEmpty() || head.isEmpty()) {
            return new Verdict.Forged("its message is not made with our keys");
        }
        byte[] signed = signed(url, values, mac.get(), keys.macFrom());
        byte[] made = mac(head.get().uid(), head.get().count(), signed, keys);
        return MessageDigest.isEqual(made, given.get())
                ? new Verdict.Signed(
                        CardId.of(head.get().uid()), Bytes.littleEndian(head.get().count()))
                : new Verdict.Forged("its message is signed with another key, or was changed");
    }

    /**
     * @param count LSB first
     */
    static byte[] mac(byte[] uid, byte[] count, byte[] signed, SunKeys keys) {
        byte[] session = keys.file().of(CardId.of(uid)).cmac(Bytes.join(SESSION, uid, count));
        return new AesKey(session).shortCmac(signed);
    }

    private static Optional<Head> decrypted(byte[] secret, AesKey meta) {
        byte[] plain = meta.decrypt(ZERO, secret);
        return (plain[0] & 0xFF) == UID_AND_COUNT
                ? Optional.of(
                        new Head(
                                Bytes.slice(plain, 1, UID_LENGTH),
                                Bytes.slice(plain, 1 + UID_LENGTH, COUNT_LENGTH)))
                : Optional.empty();
    }

    private static Optional<Head> plain(Value uid, Value count) {
        return hex(uid, UID_LENGTH)
                .flatMap(
                        id ->
                                hex(count, COUNT_LENGTH)
                                        .map(number -> new Head(id, Bytes.reversed(number))));
    }

    /** What the MAC covers: encrypted file data must lie in it (NT4H2421Gx, section 9.3.7). */
    private static byte[] signed(
            String url, Map<String, Value> values, Value mac, Optional<String> from) {
        Optional<Value> begin =
                from.map(name -> Optional.ofNullable(values.get(name)))
                        .orElseGet(() -> first(values, FILE));
        int at = begin.map(Value::at).filter(start -> start <= mac.at()).orElse(mac.at());
        return url.substring(at, mac.at()).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, Value> values(String url) {
        var values = new HashMap<String, Value>();
        int at = url.indexOf('?') + 1;
        while (at > 0 && at < url.length()) {
            int end = url.indexOf('&', at);
            end = end < 0 ? url.length() : end;
            int equals = url.indexOf('=', at);
            if (equals > 0 && equals < end) {
                values.putIfAbsent(
                        url.substring(at, equals),
                        new Value(url.substring(equals + 1, end), equals + 1));
            }
            at = end + 1;
        }
        return values;
    }

    private static Optional<Value> first(Map<String, Value> values, List<String> names) {
        return names.stream().filter(values::containsKey).findFirst().map(values::get);
    }

    private static Optional<byte[]> hex(Value value, int bytes) {
        return value.text().matches("[0-9A-Fa-f]{%d}".formatted(2 * bytes))
                ? Optional.of(HexFormat.of().parseHex(value.text()))
                : Optional.empty();
    }
}
