package com.hasivu.reader.pcsc;

import com.hasivu.reader.line.Scan;
import com.hasivu.reader.pcsc.SlotFrame.Channel;
import com.hasivu.reader.pcsc.SlotFrame.Word;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers as the virtual reader vpcd carries them, and our transport too. Source: vsmartcard, vpcd,
 * "virtual smart card" section of its documentation. One byte is a word of the slot, where vpcd has
 * words of its own.
 *
 * <pre>
 * length: u16, high byte first | answer (2 to 258 bytes: data, SW1, SW2) or word (1 byte)
 * </pre>
 */
final class SlotCodec {
    private static final int LENGTH = 2;
    private static final int LONGEST = 258;

    private SlotCodec() {}

    static Scan<SlotFrame> scan(ByteBuffer in) {
        if (in.remaining() < LENGTH) {
            return new Scan.NeedMore<>(LENGTH);
        }
        int length = Short.toUnsignedInt(in.getShort(in.position()));
        if (length == 0 || length > LONGEST) {
            return new Scan.Noise<>(1, "length");
        }
        if (in.remaining() < LENGTH + length) {
            return new Scan.NeedMore<>(LENGTH + length);
        }
        var bytes = new byte[length];
        in.get(in.position() + LENGTH, bytes);
        if (length > 1) {
            return new Scan.Complete<>(new SlotFrame.Answer(bytes), LENGTH + length);
        }
        return word(bytes[0])
                .<Scan<SlotFrame>>map(
                        word -> new Scan.Complete<>(new SlotFrame.Told(word), LENGTH + 1))
                .orElseGet(() -> new Scan.Noise<>(LENGTH + 1, "word"));
    }

    private static Optional<Word> word(byte code) {
        return code >= 0 && code < Word.values().length
                ? Optional.of(Word.values()[code])
                : Optional.empty();
    }

    static byte[] answer(byte[] bytes) {
        return ByteBuffer.allocate(LENGTH + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    static byte[] word(Word word) {
        return answer(new byte[] {(byte) word.ordinal()});
    }

    static byte[] command(Channel channel, byte[] command) {
        return ByteBuffer.allocate(1 + command.length)
                .put((byte) channel.ordinal())
                .put(command)
                .array();
    }
}
