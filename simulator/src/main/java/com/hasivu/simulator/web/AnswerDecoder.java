package com.hasivu.simulator.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes to answers, by the few parts of HTTP/1.1 (RFC 9112) that servers measured here use: a
 * status line, headers, and a body of {@code Content-Length} bytes. Anything else is refused, never
 * guessed. Much less work than a full codec, so that it is the server that is measured.
 */
final class AnswerDecoder extends ByteToMessageDecoder {
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int MOST_BODY_BYTES = 64 << 20;
    private static final int LINE_END = 2;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int end = endOfHead(in);
        if (end < 0) {
            if (in.readableBytes() > MOST_HEADER_BYTES) {
                throw new DecoderException(
                        "no end of the headers within %d bytes".formatted(MOST_HEADER_BYTES));
            }
            return;
        }
        int status = status(in, start);
        int length = 0;
        int retryAfter = 0;
        int line = after(in, start);
        while (line < end) {
            int next = after(in, line);
            switch (in.getByte(line) | 0x20) { // in lower case
                case 'c' -> length = number(in, line, next, "content-length:", length);
                case 'r' -> retryAfter = number(in, line, next, "retry-after:", retryAfter);
                case 't' -> refuseEncoding(in, line, next);
                default -> {}
            }
            line = next;
        }
        if (length > MOST_BODY_BYTES) {
            throw new DecoderException("a body of %d bytes".formatted(length));
        }
        int bodyAt = end + LINE_END;
        if (in.writerIndex() - bodyAt < length) {
            return;
        }
        byte[] body = new byte[length];
        in.getBytes(bodyAt, body);
        in.readerIndex(bodyAt + length);
        out.add(new Answer(status, retryAfter, body));
    }

    /** Where the empty line begins; negative while it has not come. */
    private static int endOfHead(ByteBuf in) {
        for (int i = in.readerIndex(); i + 3 < in.writerIndex(); i++) {
            if (in.getByte(i) == '\r' && in.getInt(i) == 0x0d0a0d0a) {
                return i + LINE_END;
            }
        }
        return -1;
    }

    private static int after(ByteBuf in, int from) {
        return in.indexOf(from, in.writerIndex(), (byte) '\n') + 1;
    }

    private static int status(ByteBuf in, int at) {
        if (!matches(in, at, "http/1.1 ")) {
            throw new DecoderException(
                    "no answer of HTTP/1.1: "
                            + in.toString(
                                    at, Math.min(40, in.readableBytes()), StandardCharsets.UTF_8));
        }
        return digits(in, at + "http/1.1 ".length());
    }

    private static int number(ByteBuf in, int from, int to, String header, int otherwise) {
        if (to - from <= header.length() || !matches(in, from, header)) {
            return otherwise;
        }
        int at = from + header.length();
        while (in.getByte(at) == ' ') {
            at++;
        }
        return digits(in, at);
    }

    private static int digits(ByteBuf in, int from) {
        int value = 0;
        int at = from;
        while (in.getByte(at) >= '0' && in.getByte(at) <= '9') {
            value = Math.addExact(Math.multiplyExact(value, 10), in.getByte(at++) - '0');
        }
        if (at == from) {
            throw new DecoderException("a number is missing in the headers");
        }
        return value;
    }

    private static void refuseEncoding(ByteBuf in, int from, int to) {
        if (to - from > "transfer-encoding:".length() && matches(in, from, "transfer-encoding:")) {
            throw new DecoderException("a body without Content-Length");
        }
    }

    /** Whether these bytes are this lower-case text, in whatever case. */
    private static boolean matches(ByteBuf in, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            int b = in.getByte(at + i);
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
