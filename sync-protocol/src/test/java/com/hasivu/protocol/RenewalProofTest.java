package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

class RenewalProofTest {
    private static final Topics C1 = new Topics(new SchoolId("greenfield"), new StationId("c1"));
    private static final byte[] SERIAL = RenewalProof.serial(new BigInteger("ff01", 16));

    @Test
    void proof_fitsItsStationSerialAndKeyAndNoOther() throws Exception {
        KeyPair keys = pair();
        byte[] spki = keys.getPublic().getEncoded();
        byte[] proof = RenewalProof.sign(keys.getPrivate(), C1, SERIAL, spki);

        assertThat(RenewalProof.fits(keys.getPublic(), C1, SERIAL, spki, proof)).isTrue();
        assertThat(RenewalProof.fits(pair().getPublic(), C1, SERIAL, spki, proof)).isFalse();
        Topics c2 = new Topics(C1.school(), new StationId("c2"));
        assertThat(RenewalProof.fits(keys.getPublic(), c2, SERIAL, spki, proof)).isFalse();
        byte[] other = RenewalProof.serial(new BigInteger("ff02", 16));
        assertThat(RenewalProof.fits(keys.getPublic(), C1, other, spki, proof)).isFalse();
        byte[] otherKey = pair().getPublic().getEncoded();
        assertThat(RenewalProof.fits(keys.getPublic(), C1, SERIAL, otherKey, proof)).isFalse();
        for (byte[] noise : new byte[][] {{}, {1, 2, 3}, new byte[70]}) {
            assertThat(RenewalProof.fits(keys.getPublic(), C1, SERIAL, spki, noise)).isFalse();
        }
    }

    @Test
    void serial_hasNoLeadingZero() {
        assertThat(SERIAL).containsExactly(0xff, 0x01);
        assertThat(RenewalProof.serial(BigInteger.ONE)).containsExactly(1);
        assertThat(new BigInteger(1, SERIAL).toString(16)).isEqualTo("ff01");
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }
}
