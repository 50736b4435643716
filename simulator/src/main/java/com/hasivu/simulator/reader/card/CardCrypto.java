package com.hasivu.simulator.reader.card;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

import java.io.ByteArrayOutputStream;

/** AES-128 as the chips do it. */
final class CardCrypto {
    static final int BLOCK = 16;

    private CardCrypto() {}

    static byte[] cbc(boolean encrypt, byte[] key, byte[] iv, byte[] data) {
        var cipher = CBCBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
        var out = new byte[data.length];
        for (int at = 0; at < data.length; at += BLOCK) {
            cipher.processBlock(data, at, out, at);
        }
        return out;
    }

    static byte[] cmac(byte[] key, byte[] data) {
        var mac = new CMac(AESEngine.newInstance());
        mac.init(new KeyParameter(key));
        mac.update(data, 0, data.length);
        var out = new byte[BLOCK];
        mac.doFinal(out, 0);
        return out;
    }

    /** Bytes 1, 3, 5 .. 15 of a CMAC. */
    static byte[] shortened(byte[] mac) {
        var out = new byte[BLOCK / 2];
        for (int i = 1; i < BLOCK; i += 2) {
            out[i / 2] = mac[i];
        }
        return out;
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] part(byte[] of, int from, int to) {
        return java.util.Arrays.copyOfRange(of, from, to);
    }

    static byte[] status(int status) {
        return new byte[] {(byte) (status >> 8), (byte) status};
    }
}
