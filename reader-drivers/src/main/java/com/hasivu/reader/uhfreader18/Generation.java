package com.hasivu.reader.uhfreader18;

import java.util.Optional;

/** How a reader answers. Its answer to "who are you" shows it. */
enum Generation {
    /** UHFReader18, CF-RU5102: an inventory without parameters, no strength. */
    FIRST,
    /** UHFReader288, UHFReader86, Impinj E710 readers: antenna and strength with each tag. */
    SECOND;

    private static final int FIRST_INFO = 8;
    private static final int SECOND_INFO = 12;

    /** By the length of the data; the reader's type is one of too many. */
    static Optional<Generation> of(UhfReader18Frame.Answer info) {
        return switch (info.data().length) {
            case FIRST_INFO -> Optional.of(FIRST);
            case SECOND_INFO -> Optional.of(SECOND);
            default -> Optional.empty();
        };
    }
}
