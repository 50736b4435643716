package com.hasivu.reader.line;

import com.hasivu.reader.ReaderEvent;

/** What a {@link Machine} asks for. The {@link LineReader} performs it, in order. */
public sealed interface Effect {
    /** Tell whoever waits in {@code next}. */
    record Tell(ReaderEvent event) implements Effect {}

    /** Write to the device. The array is handed over and not changed afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Send(byte[] bytes) implements Effect {}
}
