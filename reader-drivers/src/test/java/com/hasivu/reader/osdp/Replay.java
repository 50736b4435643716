package com.hasivu.reader.osdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.line.Scan;
import com.hasivu.reader.osdp.OsdpSecureChannel.Keys;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Goes along a recorded line between two strangers, with the key in hand: makes each of their
 * commands anew and compares, opens each of their replies.
 */
final class Replay {
    private final List<String> said = new ArrayList<>();
    private byte[] key;
    private byte[] ours = new byte[0];
    private byte[] proof = new byte[0];
    private Optional<Keys> keys = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private String lastFrame = "";

    Replay(byte[] key) {
        this.key = key.clone();
    }

    /** Each frame's code and clear data, for example {@code 48 0000}. */
    List<String> said() {
        return said;
    }

    Replay hear(String hex) {
        if (hex.equals(lastFrame)) {
            return this; // sent again
        }
        lastFrame = hex;
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        int mark = bytes[0] == (byte) 0xFF ? 1 : 0;
        byte[] whole = Arrays.copyOfRange(bytes, mark, bytes.length);
        assertThat(new OsdpCodec(true).scan(ByteBuffer.wrap(whole)))
                .as(hex)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> {
                            assertThat(complete.consumed()).isEqualTo(whole.length);
                            frame((OsdpFrame) complete.frame(), whole);
                        });
        return this;
    }

    private void frame(OsdpFrame frame, byte[] whole) {
        byte[] data = frame.fromReader() ? reply(frame) : command(frame, whole);
        said.add(
                ("%02X " + HexFormat.of().withUpperCase().formatHex(data))
                        .formatted(frame.code())
                        .strip());
        if (frame.code() == 0x75 && session.isPresent()) {
            key = Arrays.copyOfRange(data, 2, data.length);
        }
    }

    private byte[] command(OsdpFrame frame, byte[] whole) {
        byte[] data = frame.data();
        switch (frame.scs()) {
            case OsdpFrame.CLEAR -> {
                if (frame.sequence() == 0) {
                    session = Optional.empty();
                }
            }
            case OsdpFrame.SCS_11 -> {
                session = Optional.empty();
                ours = data;
                keys = Optional.of(Keys.derive(key, ours));
            }
            case OsdpFrame.SCS_13 -> proof = data;
            default -> {
                Session now = session.orElseThrow();
                if (frame.scs() == OsdpFrame.SCS_17) {
                    data =
                            OsdpSecureChannel.decrypt(
                                            now.keys().enc(),
                                            OsdpSecureChannel.inverted(now.replied()),
                                            data)
                                    .orElseThrow();
                }
                if (frame.scs() == OsdpFrame.SCS_17 && data.length == 0) {
                    // that station fills a block for nothing; we would send SCS_15
                    byte[] mac = OsdpSecureChannel.mac(now.keys(), now.replied(), frame.signed());
                    assertThat(Arrays.copyOf(mac, 4)).isEqualTo(frame.mac());
                    session = Optional.of(new Session(now.keys(), now.replied(), mac));
                    return data;
                }
                Session.Sealed sealed =
                        now.seal(
                                frame.address(),
                                frame.sequence(),
                                frame.weak(),
                                frame.code(),
                                data);
                assertThat(sealed.frame()).as("our own of the same").isEqualTo(whole);
                session = Optional.of(sealed.next());
            }
        }
        return data;
    }

    private byte[] reply(OsdpFrame frame) {
        byte[] data = frame.data();
        switch (frame.scs()) {
            case OsdpFrame.CLEAR -> {}
            case OsdpFrame.SCS_12 -> {
                byte[] readers = Arrays.copyOfRange(data, 8, 16);
                assertThat(Arrays.copyOfRange(data, 16, 32))
                        .as("the reader's proof")
                        .isEqualTo(keys.orElseThrow().readersCryptogram(ours, readers));
                proof = keys.orElseThrow().ourCryptogram(ours, readers);
            }
            case OsdpFrame.SCS_14 ->
                    session =
                            Handshake.session(
                                    new Link.Guard.Shaking(ours, keys.orElseThrow(), proof),
                                    frame.scb(),
                                    data);
            default -> {
                Session.Opened opened = session.flatMap(now -> now.open(frame)).orElseThrow();
                session = Optional.of(opened.next());
                data = opened.data();
            }
        }
        return data;
    }
}
