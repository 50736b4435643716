package com.hasivu.reader;

import java.util.Set;

/** Opens readers of one kind. Stateless; each open reader owns its device. Any thread. */
public interface ReaderDriver {
    /** As written in {@code reader.kind}, for example {@code "pn532"}. */
    String kind();

    /** The keys this kind understands in {@link ReaderConfig#settings()}. */
    Set<String> settings();

    /** Those of {@link #settings()} whose values nobody may see. */
    default Set<String> secrets() {
        return Set.of();
    }

    /** What a reader takes for itself: no other may have the same. Mostly its device. */
    default String place(ReaderConfig config) {
        return config.device();
    }

    /** BCM numbers of the pins of this computer's header that the reader is wired to. */
    default Set<Integer> pins(ReaderConfig config) {
        return Set.of();
    }

    /** When a card of this kind of reader counts as arrived and as gone. */
    PresenceRules presence(ReaderConfig config);

    /**
     * Opens the device and begins to wake it; {@link ReaderEvent.LinkUp} tells that it is ready.
     *
     * @throws ReaderException if it is missing or busy; the message names the path and the fix
     */
    RfidReader open(ReaderConfig config);

    /** The same codec without a device: for captured lines and benchmarks. */
    FrameDecoder decoder();
}
