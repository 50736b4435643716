package com.hasivu.reader.pcsc;

import com.hasivu.reader.Indication;

import java.util.HexFormat;

/**
 * What is asked. Source: ACR122U API 2.04, sections 4.1 and 6; lamps {@code FF 00 40 P2 04 T1 T2 N
 * B}: P2 which lamps blink, times in 100 ms, N times, B 01 the buzzer sounds during T1.
 */
enum Command {
    UID("FFCA000000"),
    /** Answered by text, {@code ACR122U201}, without a status. */
    FIRMWARE("FF00480000"),
    /** The reader's own beep for every card would sound like an answer. */
    BEEP_OFF("FF00520000"),
    BEEP_ON("FF0052FF00"),
    /** Green, one short beep. The reader is deaf for 0.2 s. */
    ACCEPTED("FF0040A00401010101"),
    /** Red, two short beeps. 0.4 s. */
    REFUSED("FF0040500401010201"),
    /** Both lamps, one long beep. 0.6 s. */
    OUT_OF_SERVICE("FF0040F00405010101"),
    /** Both lamps, no sound. 0.6 s. */
    BLINK("FF0040F00401010300");

    private final String hex;

    Command(String hex) {
        this.hex = hex;
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    static Command of(Indication indication) {
        return switch (indication) {
            case ACCEPTED -> ACCEPTED;
            case REFUSED -> REFUSED;
            case BLINK -> BLINK;
            case OUT_OF_SERVICE -> OUT_OF_SERVICE;
        };
    }
}
