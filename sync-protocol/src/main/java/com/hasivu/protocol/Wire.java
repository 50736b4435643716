package com.hasivu.protocol;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Encoding;
import com.hasivu.protocol.wire.Sealed;

/**
 * Seals messages for MQTT and opens them again, with every length bounded before memory is taken.
 * Pure, thread-safe. docs/wire-protocol.md, section "Sealed".
 */
public final class Wire {
    /** This protocol's major version; another one is refused. */
    public static final int MAJOR = 1;

    /** This protocol's minor version; higher ones are read, unknown fields kept. */
    public static final int MINOR = 0;

    /** The largest MQTT payload either side accepts, in bytes. */
    public static final int MAX_SEALED = 256 * 1024;

    /** The largest body of an ordinary message after decompression, in bytes. */
    public static final int MAX_BODY = 1024 * 1024;

    /** The largest snapshot body after decompression, in bytes. */
    public static final int MAX_SNAPSHOT = 16 * 1024 * 1024;

    /** Records per batch at most. */
    public static final int MAX_BATCH_RECORDS = 500;

    /** Bytes of record payloads per batch at most, before compression. */
    public static final int MAX_BATCH_BYTES = 64 * 1024;

    /** Bytes of one record's payload at most. */
    public static final int MAX_RECORD_BYTES = 4 * 1024;

    /** Bytes of one snapshot chunk at most. */
    public static final int CHUNK_BYTES = 64 * 1024;

    private static final int COMPRESS_FROM = 512;

    private Wire() {}

    /** The payload for {@code message}; compressed when that pays. */
    public static byte[] seal(MessageLite message) {
        byte[] body = message.toByteArray();
        Sealed.Builder sealed =
                Sealed.newBuilder().setMajor(MAJOR).setMinor(MINOR).setSize(body.length);
        byte[] small = body.length < COMPRESS_FROM ? body : Zstd.compress(body, 3);
        if (small.length < body.length) {
            sealed.setEncoding(Encoding.ENCODING_ZSTD).setBody(ByteString.copyFrom(small));
        } else {
            sealed.setEncoding(Encoding.ENCODING_PLAIN).setBody(ByteString.copyFrom(body));
        }
        return sealed.build().toByteArray();
    }

    /** Opens an ordinary payload of at most {@link #MAX_SEALED} bytes. */
    public static <M extends MessageLite> M open(byte[] payload, Parser<M> parser)
            throws WireException {
        return open(payload, parser, MAX_SEALED, MAX_BODY);
    }

    /**
     * Opens a payload; {@code maxSealed} and {@code maxBody} bound it before and after
     * decompression.
     */
    public static <M extends MessageLite> M open(
            byte[] payload, Parser<M> parser, int maxSealed, int maxBody) throws WireException {
        if (payload.length > maxSealed) {
            throw new WireException(
                    Kind.TOO_LARGE,
                    "payload of %d bytes; at most %d".formatted(payload.length, maxSealed));
        }
        Sealed sealed = parse(payload, Sealed.parser(), "sealed payload");
        if (sealed.getMajor() != MAJOR) {
            throw new WireException(
                    Kind.UNKNOWN_VERSION,
                    "protocol version %d.%d; this side speaks %d"
                            .formatted(sealed.getMajor(), sealed.getMinor(), MAJOR));
        }
        int size = sealed.getSize();
        if (size < 0 || size > maxBody) {
            throw new WireException(
                    Kind.TOO_LARGE,
                    "body of %s bytes; at most %d"
                            .formatted(Integer.toUnsignedString(size), maxBody));
        }
        byte[] body = sealed.getBody().toByteArray();
        if (sealed.getEncoding() == Encoding.ENCODING_ZSTD) {
            body = decompress(body, size);
        } else if (sealed.getEncoding() != Encoding.ENCODING_PLAIN) {
            throw new WireException(
                    Kind.MALFORMED, "unknown encoding " + sealed.getEncodingValue());
        }
        if (body.length != size) {
            throw new WireException(
                    Kind.MALFORMED, "body has %d bytes, %d announced".formatted(body.length, size));
        }
        return parse(body, parser, "body");
    }

    /** Parses bare protobuf bytes. */
    public static <M extends MessageLite> M parse(byte[] bytes, Parser<M> parser, String what)
            throws WireException {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new WireException(
                    Kind.MALFORMED, what + " is not protobuf: " + e.getMessage(), e);
        }
    }

    /**
     * Writes into an array of the announced size, so that a bomb ends in an error and not in
     * memory.
     */
    private static byte[] decompress(byte[] packed, int size) throws WireException {
        byte[] body = new byte[size];
        long written;
        try {
            written = Zstd.decompressByteArray(body, 0, size, packed, 0, packed.length);
        } catch (ZstdException e) {
            throw new WireException(
                    Kind.MALFORMED, "body does not decompress: " + e.getMessage(), e);
        }
        if (written != size) {
            throw new WireException(
                    Kind.MALFORMED, "body has %d bytes, %d announced".formatted(written, size));
        }
        return body;
    }
}
