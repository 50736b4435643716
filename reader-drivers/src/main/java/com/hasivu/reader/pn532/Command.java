package com.hasivu.reader.pn532;

import java.time.Duration;

/** What we ask of the chip. Source: NXP UM0701-02, section 7. */
enum Command {
    /** Normal mode, virtual card time-out 1 s (unused), use IRQ. Section 7.2.10. */
    CONFIGURE(0x14, Duration.ofMillis(200), 0x01, 0x14, 0x01),
    /** Section 7.2.2. Also asked to see whether a chip without a card is alive. */
    GET_FIRMWARE(0x02, Duration.ofMillis(200)),
    /**
     * InListPassiveTarget: one target, 106 kbit/s type A. The chip answers when a card comes.
     * Section 7.3.5.
     */
    POLL(0x4A, Duration.ofSeconds(1), 0x01, 0x00);

    private final int code;
    private final long patienceNanos;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final int[] parameters;

    Command(int code, Duration patience, int... parameters) {
        this.code = code;
        this.patienceNanos = patience.toNanos();
        this.parameters = parameters;
    }

    byte[] frame() {
        return Pn532Codec.command(code, parameters);
    }

    boolean isAnsweredBy(int answer) {
        return answer == code + 1;
    }

    /** Longest wait between acknowledge and answer. */
    long patienceNanos() {
        return patienceNanos;
    }
}
