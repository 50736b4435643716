package com.hasivu.reader.thingmagic;

import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.VersionRequest;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the module is. Source: Mercury API, {@code serial_reader_imp.h}.
 *
 * <pre>
 * boot loader (4) | hardware (4) | date (4) | firmware (4) | protocols (4)
 * </pre>
 */
final class ThingMagicVersion {
    private static final int LENGTH = 20;
    private static final int LONGEST = 260;
    private static final int HARDWARE_AT = 4;
    private static final int FIRMWARE_AT = 12;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Where modules are found: as sold, as the Mercury library leaves them, the rest. */
    private static final List<Integer> BAUDS =
            List.of(115_200, 9600, 921_600, 57_600, 38_400, 19_200, 230_400, 460_800);

    private ThingMagicVersion() {}

    static List<VersionRequest> requests() {
        return BAUDS.stream().map(ThingMagicVersion::request).toList();
    }

    private static VersionRequest request(int baud) {
        return new VersionRequest(
                new SerialSettings(baud, false, false),
                List.of(stop(), ThingMagicCodec.command(ThingMagicAnswer.VERSION)),
                PATIENCE,
                VersionRequest.answerIn(ThingMagicCodec::scan, ThingMagicVersion::in));
    }

    /**
     * Other families were asked before, and a byte FF among their questions begins a frame to the
     * module: zeros fill the longest one up.
     */
    private static byte[] stop() {
        byte[] stop = ThingMagicCodec.command(ThingMagicAnswer.CONTINUOUS, 0, 0, 2);
        var bytes = new byte[LONGEST + stop.length];
        System.arraycopy(stop, 0, bytes, LONGEST, stop.length);
        return bytes;
    }

    private static Optional<String> in(ThingMagicAnswer answer) {
        return answer.op() == ThingMagicAnswer.VERSION && answer.isSuccess()
                ? Optional.of(name(answer))
                : Optional.empty();
    }

    /** For people, for example {@code "ThingMagic M6e Nano, firmware 01.09.02.02"}. */
    static String name(ThingMagicAnswer answer) {
        if (answer.data().length < LENGTH) {
            return "ThingMagic";
        }
        int hardware = answer.at(HARDWARE_AT);
        String firmware =
                HexFormat.ofDelimiter(".").formatHex(answer.data(), FIRMWARE_AT, FIRMWARE_AT + 4);
        return "ThingMagic %s, firmware %s".formatted(model(hardware), firmware);
    }

    private static String model(int hardware) {
        return switch (hardware) {
            case 0x00 -> "M5e";
            case 0x01 -> "M5e Compact";
            case 0x02 -> "M5e EU";
            case 0x03 -> "M4e";
            case 0x18 -> "M6e";
            case 0x30 -> "M6e Nano";
            default -> "hardware %02X".formatted(hardware);
        };
    }
}
