package com.hasivu.reader.line;

import com.hasivu.reader.FrameDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A family's codec as a {@link FrameDecoder}: the same framer as the open reader's, without a
 * machine.
 */
public final class LineDecoder<F> implements FrameDecoder {
    private final Framer<F> framer;
    private final Function<F, Optional<Decoded>> meaning;

    /** A frame's {@code meaning} is empty when it tells of no card. */
    public LineDecoder(Codec<F> codec, Function<F, Optional<Decoded>> meaning) {
        this.framer = new Framer<>(codec);
        this.meaning = meaning;
    }

    @Override
    public List<Decoded> feed(byte[] bytes) {
        List<Decoded> decoded = new ArrayList<>();
        for (Input<F> input : framer.feed(bytes, 0)) {
            if (input instanceof Input.Received<F>(var frame, var at)) {
                meaning.apply(frame).ifPresent(decoded::add);
            } else if (input instanceof Input.Dropped<F>(var why, var count)) {
                decoded.add(new Decoded.Rejected(why, count));
            }
        }
        return decoded;
    }
}
