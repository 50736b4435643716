package com.hasivu.reader.line;

import com.hasivu.reader.Indicates;
import com.hasivu.reader.Indication;

/**
 * A {@link LineReader} whose machine answers {@link Input.Indicate}. It must also look at the line
 * often (a poll at least every 100 ms), as a wish does not wake a waiting read.
 */
public final class IndicatingReader<S, F> extends LineReader<S, F> implements Indicates {
    public IndicatingReader(Transport transport, Codec<F> codec, Machine<S, F> machine) {
        super(transport, codec, machine);
    }

    @Override
    public void indicate(Indication indication) {
        wish(indication);
    }
}
