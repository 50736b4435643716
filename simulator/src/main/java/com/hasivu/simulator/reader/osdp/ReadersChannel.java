package com.hasivu.simulator.reader.osdp;

import com.hasivu.simulator.reader.osdp.HostFrames.HostFrame;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A reader's end of the secure channel. Source: SIA OSDP 2.2, annex D. Not thread-safe.
 *
 * <p>Changes as frames pass: {@link #hear} a command, then {@link #say} its reply.
 */
final class ReadersChannel {
    private static final int BLOCK = 16;

    private final byte[] enc;
    private final byte[] mac1;
    private final byte[] mac2;
    private final byte[] station;
    private final byte[] own;
    private byte[] chain = new byte[BLOCK]; // of the frame before, whichever way it went
    private boolean open;

    /**
     * @param station the station's random number, 8 bytes
     * @param own the reader's
     */
    ReadersChannel(byte[] key, byte[] station, byte[] own) {
        this.station = station.clone();
        this.own = own.clone();
        enc = sessionKey(key, 0x82);
        mac1 = sessionKey(key, 0x01);
        mac2 = sessionKey(key, 0x02);
    }

    private byte[] sessionKey(byte[] key, int which) {
        var seed = new byte[BLOCK];
        seed[0] = 1;
        seed[1] = (byte) which;
        for (int i = 0; i < 6; i++) {
            seed[2 + i] = station[i];
        }
        return aes(true, key, seed);
    }

    byte[] cryptogram() {
        return aes(true, enc, join(station, own));
    }

    /** The first number of the chain, once the station has proven its key. */
    Optional<byte[]> prove(byte[] stationsCryptogram) {
        if (!Arrays.equals(stationsCryptogram, aes(true, enc, join(own, station)))) {
            return Optional.empty();
        }
        chain = aes(true, mac2, aes(true, mac1, stationsCryptogram));
        open = true;
        return Optional.of(chain.clone());
    }

    boolean isOpen() {
        return open;
    }

    /** A command's data; empty if it is not authentic. */
    Optional<byte[]> hear(HostFrame frame) {
        byte[] before = chain;
        byte[] mac = mac(frame.signed());
        if (!Arrays.equals(Arrays.copyOf(mac, 4), frame.mac())) {
            return Optional.empty();
        }
        chain = mac;
        byte[] data = frame.data();
        return frame.security() == 0x17 ? uncovered(data, before) : Optional.of(data);
    }

    /** A reply, encrypted where it has data. */
    byte[] say(int address, int sequence, boolean crc, int code, byte[] data) {
        boolean hide = data.length > 0;
        byte[] block = {2, (byte) (hide ? 0x18 : 0x16)};
        byte[] shown = hide ? covered(data) : data;
        byte[] signed = Wire.reply(address, sequence, crc, block, code, shown, 4);
        chain = mac(signed);
        return Wire.checked(join(signed, Arrays.copyOf(chain, 4)), crc);
    }

    private byte[] mac(byte[] message) {
        byte[] filled = message.length % BLOCK == 0 ? message : filled(message);
        byte[] now = chain;
        for (int from = 0; from < filled.length; from += BLOCK) {
            byte[] mixed = xor(now, Arrays.copyOfRange(filled, from, from + BLOCK));
            now = aes(true, from + BLOCK == filled.length ? mac2 : mac1, mixed);
        }
        return now;
    }

    private byte[] covered(byte[] data) {
        byte[] filled = filled(data);
        var out = new ByteArrayOutputStream();
        byte[] before = inverted(chain);
        for (int from = 0; from < filled.length; from += BLOCK) {
            before = aes(true, enc, xor(before, Arrays.copyOfRange(filled, from, from + BLOCK)));
            out.writeBytes(before);
        }
        return out.toByteArray();
    }

    private Optional<byte[]> uncovered(byte[] hidden, byte[] chained) {
        if (hidden.length == 0 || hidden.length % BLOCK != 0) {
            return Optional.empty();
        }
        var out = new ByteArrayOutputStream();
        byte[] before = inverted(chained);
        for (int from = 0; from < hidden.length; from += BLOCK) {
            byte[] block = Arrays.copyOfRange(hidden, from, from + BLOCK);
            out.writeBytes(xor(before, aes(false, enc, block)));
            before = block;
        }
        byte[] filled = out.toByteArray();
        int end = filled.length;
        while (end > 0 && filled[end - 1] == 0) {
            end--;
        }
        return end > 0 && filled[end - 1] == (byte) 0x80
                ? Optional.of(Arrays.copyOf(filled, end - 1))
                : Optional.empty();
    }

    /** One byte 80, then as many 00 as fill the block. */
    private static byte[] filled(byte[] data) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(data);
        out.write(0x80);
        while (out.size() % BLOCK != 0) {
            out.write(0);
        }
        return out.toByteArray();
    }

    private static byte[] xor(byte[] a, byte[] b) {
        var mixed = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            mixed[i] = (byte) (a[i] ^ b[i]);
        }
        return mixed;
    }

    private static byte[] inverted(byte[] a) {
        var all = new byte[BLOCK];
        Arrays.fill(all, (byte) 0xFF);
        return xor(a, all);
    }

    private static byte[] join(byte[] a, byte[] b) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(a);
        out.writeBytes(b);
        return out.toByteArray();
    }

    private static byte[] aes(boolean encrypt, byte[] key, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(
                    encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"));
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-128", e);
        }
    }
}
