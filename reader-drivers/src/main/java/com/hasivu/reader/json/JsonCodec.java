package com.hasivu.reader.json;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.line.Codec;
import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Lines of JSON: a line holds one object, an array of objects, or nothing (the reader is there). No
 * object goes over a line end, so a cut one hides no other. Source: docs/readers/impinj.md, Lines.
 *
 * <pre>
 * {..} LF      [{..},{..}] LF      CR LF
 * </pre>
 *
 * There is no check sum: what is not strict JSON is dropped, and the dialect checks what it can.
 */
final class JsonCodec implements Codec<JsonFrame> {
    /** A batch of Zebra's may hold hundreds of reads. */
    private static final int LONGEST = 64 * 1024;

    /** A lost packet comes again after 200 ms and more. */
    private static final Duration STALL = Duration.ofSeconds(1);

    private static final int UNFINISHED = -1;
    private static final int BROKEN = -2;

    private final Dialect dialect;

    JsonCodec(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public int longest() {
        return LONGEST;
    }

    @Override
    public Duration stall() {
        return STALL;
    }

    @Override
    public Scan<JsonFrame> scan(ByteBuffer in) {
        return switch (in.get(in.position())) {
            case '\n' -> new Scan.Complete<>(new JsonFrame.Alive(), 1);
            case '\r', ' ', '\t', '[', ',', ']' -> new Scan.Padding<>(1);
            case '{' -> object(in);
            default -> noise(in, "noise");
        };
    }

    /** The cards a frame tells of, for captured lines: however old. */
    static List<CardRead> cards(JsonFrame frame) {
        return frame instanceof JsonFrame.Tags(var tags, var wrong)
                ? tags.stream().map(JsonFrame.Tag::read).toList()
                : List.of();
    }

    private Scan<JsonFrame> object(ByteBuffer in) {
        int length = length(in);
        if (length == UNFINISHED) {
            return new Scan.NeedMore<>(in.remaining() + 1);
        }
        if (length == BROKEN) {
            return noise(in, "cut short");
        }
        var bytes = new byte[length];
        in.get(in.position(), bytes);
        return JsonDocument.parse(bytes)
                .map(document -> judged(dialect.read(document), length))
                .orElseGet(() -> noise(in, "not JSON"));
    }

    /** An event that cannot be is dropped whole: its inside must not be taken for another. */
    private static Scan<JsonFrame> judged(JsonFrame frame, int length) {
        return frame instanceof JsonFrame.Tags(var tags, var wrong)
                        && tags.isEmpty()
                        && !wrong.isEmpty()
                ? new Scan.Noise<>(length, wrong.getFirst())
                : new Scan.Complete<>(frame, length);
    }

    /** Bytes of the object at the position: up to the brace that closes it. */
    private static int length(ByteBuffer in) {
        int depth = 0;
        boolean quoted = false;
        for (int i = in.position(); i < in.limit(); i++) {
            byte b = in.get(i);
            if (b == '\n') {
                return BROKEN;
            }
            if (quoted) {
                if (b == '\\') {
                    i++; // whatever follows, it ends no text; the parser looks at it
                } else if (b == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (b) {
                case '"' -> quoted = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i + 1 - in.position();
            }
            if (depth > JsonDocument.DEEPEST) {
                return BROKEN;
            }
        }
        return UNFINISHED;
    }

    /** Drops up to the next place where an object, an array or a line may begin. */
    private static Scan<JsonFrame> noise(ByteBuffer in, String why) {
        int next = in.position() + 1;
        while (next < in.limit() && "{[\n".indexOf(in.get(next)) < 0) {
            next++;
        }
        return new Scan.Noise<>(next - in.position(), why);
    }
}
