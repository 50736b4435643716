package com.hasivu.reader.line;

import java.nio.ByteBuffer;

/**
 * Our own bytes, given back before the answer by RS-485 adapters that listen while they speak. In
 * some families a command reads like an answer, and can even be equal to it, so the bytes alone do
 * not tell. The line does: a command that no reader can say, as the first of each connection is,
 * comes back only from a line that echoes. Once one did, the others are an echo too, each once for
 * each time it was sent. Not thread-safe; no I/O, no clock.
 */
final class Echo<F> {
    private static final byte[] NONE = {};

    private final Codec<F> codec;
    private byte[] awaited = NONE;
    private boolean couldBeAnswer;
    private boolean lineEchoes;

    Echo(Codec<F> codec) {
        this.codec = codec;
    }

    void sent(byte[] command) {
        awaited = command;
        couldBeAnswer = codec.scan(ByteBuffer.wrap(command)) instanceof Scan.Complete;
    }

    /** {@code in} begins with an echo, or with what has come of one. */
    boolean isIn(ByteBuffer in) {
        if (awaited.length == 0 || couldBeAnswer && !lineEchoes) {
            return false;
        }
        int length = Math.min(in.remaining(), awaited.length);
        return in.slice(in.position(), length).equals(ByteBuffer.wrap(awaited, 0, length));
    }

    /** Takes the echo that {@link #isIn} {@code in}: how long it is, or 0 if its rest must come. */
    int take(ByteBuffer in) {
        if (in.remaining() < awaited.length) {
            return 0;
        }
        int length = awaited.length;
        awaited = NONE;
        lineEchoes = true;
        return length;
    }
}
