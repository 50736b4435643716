package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

/** The values were computed by Python's hashlib and struct from the formula in {@link Chain}. */
class ChainTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long EPOCH = 0xC0DE000000000001L;

    @Test
    void chain_isTheOneComputedElsewhere() {
        byte[] hash =
                Chain.genesis(new SchoolId("greenfield"), new StationId("greenfield-c1"), EPOCH);
        assertThat(HEX.formatHex(hash))
                .isEqualTo("90adf5ef34b5a4996096f90b17c851d863ee2a7963123b6ffda040e908890708");
        hash = Chain.next(hash, 1, EPOCH, 1, new byte[0]);
        assertThat(HEX.formatHex(hash))
                .isEqualTo("35e850860c1d81b82180c885c5359b05d65c3c9f71cb45b750e419036c4a24be");
        hash = Chain.next(hash, 1, EPOCH, 2, new byte[] {8, 1});
        assertThat(HEX.formatHex(hash))
                .isEqualTo("249303e23c4314fecf4e5d44f9211c13bc362e2de85b6391d7db298f81e9c45e");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        hash = Chain.next(hash, 255, EPOCH, 3, all);
        assertThat(HEX.formatHex(hash))
                .isEqualTo("3ae15caa2d36f958641178afc94f497157d4f45b065e3ca0c29676edba50e548");
    }

    @Test
    void next_changesWithEachOfItsInputs() {
        byte[] before = new byte[Chain.HASH_BYTES];
        byte[] other = new byte[Chain.HASH_BYTES];
        other[31] = 1;
        byte[] payload = {1, 2, 3};
        assertThat(
                        java.util.stream.Stream.of(
                                        Chain.next(before, 1, EPOCH, 1, payload),
                                        Chain.next(other, 1, EPOCH, 1, payload),
                                        Chain.next(before, 2, EPOCH, 1, payload),
                                        Chain.next(before, 1, EPOCH + 1, 1, payload),
                                        Chain.next(before, 1, EPOCH, 2, payload),
                                        Chain.next(before, 1, EPOCH, 1, new byte[] {1, 2}))
                                .map(HEX::formatHex))
                .doesNotHaveDuplicates();
    }

    @Test
    void genesis_isAnotherForEachStationAndEpoch() {
        var school = new SchoolId("a");
        assertThat(Chain.genesis(school, new StationId("b"), 1))
                .isNotEqualTo(Chain.genesis(school, new StationId("c"), 1))
                .isNotEqualTo(Chain.genesis(school, new StationId("b"), 2))
                .isNotEqualTo(Chain.genesis(new SchoolId("b"), new StationId("b"), 1));
    }
}
