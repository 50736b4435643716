package com.hasivu.simulator.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One MQTT packet as its bytes stand; OASIS MQTT 5.0, sections 2.1 and 3.3. Only PUBLISH and PUBACK
 * are looked into.
 *
 * @param bodyAt where the variable header begins
 */
record MqttPacket(byte[] bytes, int bodyAt) {
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int DUP = 0x08;
    private static final int MAX_LENGTH = 1 << 21; // larger than any of ours

    /** Waits for the next one; empty at the end of the stream. */
    static Optional<MqttPacket> read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.allocate(5).put((byte) first);
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.read();
            if (next < 0) {
                throw new EOFException("in the middle of a packet");
            }
            if (shift > 21) {
                throw new IOException("a length of more than four bytes is no MQTT");
            }
            head.put((byte) next);
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next >= 0x80);
        if (length > MAX_LENGTH) {
            throw new IOException("a packet of %d bytes".formatted(length));
        }
        byte[] bytes = new byte[head.position() + length];
        System.arraycopy(head.array(), 0, bytes, 0, head.position());
        if (in.readNBytes(bytes, head.position(), length) < length) {
            throw new EOFException("in the middle of a packet");
        }
        return Optional.of(new MqttPacket(bytes, head.position()));
    }

    /** What a receiver answers to a QoS 1 publication. */
    static byte[] puback(int id) {
        return new byte[] {(byte) (PUBACK << 4), 2, (byte) (id >> 8), (byte) id};
    }

    private int type() {
        return (bytes[0] & 0xFF) >> 4;
    }

    boolean isPublish() {
        return type() == PUBLISH;
    }

    boolean isPuback() {
        return type() == PUBACK;
    }

    int qos() {
        return bytes[0] >> 1 & 3;
    }

    String topic() {
        return new String(bytes, bodyAt + 2, topicLength(), StandardCharsets.UTF_8);
    }

    private int topicLength() {
        return u16(bodyAt);
    }

    /** The number that stands for the topic, MQTT 5.0 section 3.3.2.3.4; 0 when there is none. */
    int topicAlias() {
        int at = bodyAt + 2 + topicLength() + (qos() > 0 ? 2 : 0);
        int end = at + 1 + bytes[at]; // properties of ours are shorter than 128 bytes
        if (bytes[at] < 0) {
            return 0;
        }
        at++;
        while (at < end) {
            int property = bytes[at++];
            switch (property) {
                case 0x23 -> {
                    return u16(at);
                }
                case 0x01 -> at += 1;
                case 0x02 -> at += 4;
                case 0x03, 0x08, 0x09 -> at += 2 + u16(at);
                case 0x26 -> {
                    at += 2 + u16(at);
                    at += 2 + u16(at);
                }
                default -> {
                    return 0;
                }
            }
        }
        return 0;
    }

    /** Of a PUBLISH above QoS 0, or a PUBACK. */
    int id() {
        return isPuback() ? u16(bodyAt) : u16(bodyAt + 2 + topicLength());
    }

    /** The same, marked as sent before. */
    byte[] again() {
        byte[] again = bytes.clone();
        again[0] |= DUP;
        return again;
    }

    private int u16(int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
