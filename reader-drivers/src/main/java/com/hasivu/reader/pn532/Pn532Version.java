package com.hasivu.reader.pn532;

import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.VersionRequest;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Wakes the chip and asks for its firmware. Source: docs/readers/pn532.md, The conversation. */
final class Pn532Version {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private Pn532Version() {}

    static VersionRequest request(SerialSettings line) {
        var wakeAndConfigure = new ByteArrayOutputStream();
        wakeAndConfigure.writeBytes(Pn532Machine.WAKE);
        wakeAndConfigure.writeBytes(Command.CONFIGURE.frame());
        return new VersionRequest(
                line,
                List.of(wakeAndConfigure.toByteArray(), Command.GET_FIRMWARE.frame()),
                PATIENCE,
                VersionRequest.answerIn(Pn532Codec::scan, Pn532Version::answer));
    }

    private static Optional<String> answer(Pn532Frame frame) {
        return frame instanceof Pn532Frame.Answer(var code, var data)
                        && Command.GET_FIRMWARE.isAnsweredBy(code)
                ? Optional.of("PN532, firmware " + version(data))
                : Optional.empty();
    }

    /** From the answer's data: chip, major, minor, what it supports. */
    static String version(byte[] data) {
        return data.length >= 3 ? "%d.%d".formatted(data[1] & 0xFF, data[2] & 0xFF) : "unknown";
    }
}
