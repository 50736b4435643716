package com.hasivu.reader.assurance;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.assurance.SunMessage.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

class SunMessageTest {
    private static final String ZERO = "00000000000000000000000000000000";
    private static final String GOOD =
            "ntag.nxp.com/424?e=EF963FF7828658A599F3041510671E88&c=94EED9EE65337086";

    /**
     * NXP AN12196, the addresses on pages 12 and 18; nfc-developer/sdm-backend {@code
     * test_libsdm.py}; Amperstrand/ntag424-vectors; johnnyb/ntag424-java {@code KeyInfoTest}.
     */
    @ParameterizedTest(name = "{0}: {5} at {6}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            AN12196 picc      | 00000000000000000000000000000000 | 00000000000000000000000000000000 | '' | ntag.nxp.com/424?e=EF963FF7828658A599F3041510671E88&c=94EED9EE65337086 | 04DE5F1EACC040 | 61
            AN12196 picc, enc | 00000000000000000000000000000000 | 00000000000000000000000000000000 | '' | www.my424dna.com/?picc_data=FD91EC264309878BE6345CBE53BADF40&enc=CEE9A53E3E463EF1F459635736738962&cmac=ECC1E7F6C6C73BF6 | 04958CAA5C5E80 | 8
            plain mirrors     | 00000000000000000000000000000000 | 00000000000000000000000000000000 | '' | x.in/?uid=041E3C8A2D6B80&ctr=000006&cmac=4B00064004B0B3D3 | 041E3C8A2D6B80 | 6
            two keys          | 55da174c9608993dc27bb3f30a4a7314 | 2ab74abc1273fb43cae97553a36d4d08 | '' | x.in/?p=e61cb056f52d34f9368f079d1814d2cf&c=fcc9a22201ea2298 | 0425607A8F6980 | 0
            two keys, later   | 55da174c9608993dc27bb3f30a4a7314 | 2ab74abc1273fb43cae97553a36d4d08 | '' | x.in/?p=d798d011fa0bf5bd5ece6f42265b02d5&c=b49d12860da69e54 | 0425607A8F6980 | 1
            diversified       | 00000000000000000000000000000000 | 00000000000000000000000000000000 | 3042F54D63456C726F79 | x.in/?uid=04A77F12647380&ctr=00001C&cmac=9A88066EBE25ECD0 | 04A77F12647380 | 28
            """)
    void check_acceptsWhatWasPublished(
            String name,
            String meta,
            String file,
            String diversify,
            String url,
            String uid,
            long count) {
        var keys =
                new SunKeys(
                        Optional.of(new AesKey(bytes(meta))),
                        new CardKey(
                                new AesKey(bytes(file)),
                                Optional.of(diversify)
                                        .filter(d -> !d.isEmpty())
                                        .map(HexFormat.of()::parseHex)),
                        Optional.empty());
        assertThat(SunMessage.check(url, keys))
                .isInstanceOfSatisfying(
                        Verdict.Signed.class,
                        signed -> {
                            assertThat(signed.card().hex()).isEqualTo(uid);
                            assertThat(signed.counter()).isEqualTo(count);
                        });
    }

    /** sdm-backend, {@code test_sun3_custom}: the MAC follows the file data without a name. */
    @Test
    void mac_coversTheFileData() {
        var keys =
                new SunKeys(
                        Optional.empty(),
                        common("b62a9baf092439bd43c62aee96b970c5"),
                        Optional.empty());
        byte[] plain =
                new AesKey(bytes("42aff114f2cb3b6141be6dc95dfc5416"))
                        .decrypt(new byte[16], bytes("8ACADDEF0A9B62CDAE39A16B83FC14DE"));
        assertThat(HexFormat.of().formatHex(plain)).startsWith("c7041d3c8a2d6b80230100");
        assertThat(
                        SunMessage.mac(
                                bytes("041d3c8a2d6b80"),
                                bytes("230100"),
                                "B8436E11F627BB7F543FCC0C1E0D1A89"
                                        .getBytes(StandardCharsets.US_ASCII),
                                keys))
                .isEqualTo(bytes("238B2543A8DEBAD8"));
    }

    @Test
    void check_refutesEveryChangedDigit() {
        for (int at = GOOD.indexOf('=') + 1; at < GOOD.length(); at++) {
            char digit = GOOD.charAt(at);
            if (Character.digit(digit, 16) < 0
                    || GOOD.charAt(at + 1 < GOOD.length() ? at + 1 : at) == '=') {
                continue; // the parameter's name
            }
            char other = digit == '0' ? '1' : '0';
            String changed = GOOD.substring(0, at) + other + GOOD.substring(at + 1);
            assertThat(SunMessage.check(changed, zeroKeys()))
                    .as(changed)
                    .isInstanceOf(Verdict.Forged.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.in/?e=EF963FF7828658A599F3041510671E88&c=94EED9EE6533708",
                "x.in/?e=EF963FF7828658A599F3041510671E8&c=94EED9EE65337086",
                "x.in/?e=00000000000000000000000000000000&c=0000000000000000", // SDM is off
                "x.in/?e=&c=",
                "x.in/?uid=04DE5F1EACC040&ctr=00003E&cmac=94EED9EE65337086",
                "x.in/?uid=04DE5F1EACC0&ctr=00003D&cmac=94EED9EE65337086"
            })
    void check_refutesWhatOnlyLooksLikeOne(String url) {
        assertThat(SunMessage.check(url, zeroKeys())).isInstanceOf(Verdict.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org/menu",
                "example.org/?",
                "example.org/?c=94EED9EE65337086",
                "example.org/?e=EF963FF7828658A599F3041510671E88",
                "example.org/?uid=04DE5F1EACC040&cmac=94EED9EE65337086",
                "example.org/?&&=&x"
            })
    void check_leavesOtherAddressesAlone(String url) {
        assertThat(SunMessage.check(url, zeroKeys())).isInstanceOf(Verdict.NotSigned.class);
    }

    @Test
    void check_takesTheBeginOfTheMacFromItsSetting() {
        var from =
                new SunKeys(Optional.of(new AesKey(bytes(ZERO))), common(ZERO), Optional.of("e"));
        assertThat(SunMessage.check(GOOD, from)).isInstanceOf(Verdict.Forged.class);
        byte[] mac =
                SunMessage.mac(
                        bytes("04DE5F1EACC040"),
                        bytes("3D0000"),
                        "EF963FF7828658A599F3041510671E88&c=".getBytes(StandardCharsets.US_ASCII),
                        from);
        String url = GOOD.replace("94EED9EE65337086", HexFormat.of().formatHex(mac));
        assertThat(SunMessage.check(url, from)).isInstanceOf(Verdict.Signed.class);
    }

    @Test
    void check_withoutMetaKeyLeavesEncryptedOnesAlone() {
        var plainOnly = new SunKeys(Optional.empty(), common(ZERO), Optional.empty());
        assertThat(SunMessage.check(GOOD, plainOnly)).isInstanceOf(Verdict.NotSigned.class);
    }

    private static SunKeys zeroKeys() {
        return new SunKeys(Optional.of(new AesKey(bytes(ZERO))), common(ZERO), Optional.empty());
    }

    static CardKey common(String key) {
        return new CardKey(new AesKey(bytes(key)), Optional.empty());
    }
}
