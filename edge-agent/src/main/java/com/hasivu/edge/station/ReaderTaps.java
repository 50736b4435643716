package com.hasivu.edge.station;

import com.hasivu.edge.serving.TapService;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.TapListener;

/** Hands to the tap path what the readers' loops tell. On each reader's own thread. */
record ReaderTaps(TapService taps) implements TapListener {
    @Override
    public void tap(Arrival arrival, String reader) {
        taps.tap(
                reader,
                arrival.card(),
                arrival.read().form(),
                arrival.assurance(),
                arrival.atNanos());
    }

    @Override
    public void madeUp(TagSeen read, String reader) {
        taps.madeUp(reader, read.card(), read.atNanos());
    }
}
