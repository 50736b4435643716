package com.hasivu.reader.uhfreader18;

import com.hasivu.reader.line.SerialSettings;
import com.hasivu.reader.line.VersionRequest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a reader says of itself. Source: UHFReader18 user's manual 2.0, section 8.4.1;
 * wabson/chafon-rfid {@code base.py}.
 *
 * <pre>
 * version (2) | type | protocols | highest, lowest frequency | power, dBm | scan time, 100 ms [| antennas .. (4)]
 * </pre>
 *
 * @param powerDbm 255 if the reader does not know
 */
record UhfReader18Info(Generation generation, String name, int powerDbm, int scanTime) {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** Empty for an answer of another length. */
    static Optional<UhfReader18Info> of(UhfReader18Frame.Answer answer) {
        return Generation.of(answer)
                .map(
                        generation ->
                                new UhfReader18Info(
                                        generation,
                                        "%s, firmware %d.%02d"
                                                .formatted(
                                                        type(answer.at(2)),
                                                        answer.at(0),
                                                        answer.at(1)),
                                        answer.at(6),
                                        answer.at(7)));
    }

    private static String type(int type) {
        return switch (type) {
            case 0x03, 0x08 -> "RRU9803M";
            case 0x09 -> "UHFReader18";
            case 0x0C -> "UHFReader288M";
            case 0x0F, 0x10 -> "UHFReader86";
            case 0x16 -> "RRU9883M";
            case 0x20 -> "UHFReader288MP";
            default -> "UHF reader type %02X".formatted(type);
        };
    }

    static List<VersionRequest> requests() {
        return List.of(57_600, 115_200, 9600, 19_200, 38_400).stream()
                .map(UhfReader18Info::request)
                .toList();
    }

    private static VersionRequest request(int baud) {
        return new VersionRequest(
                new SerialSettings(baud, false, false),
                List.of(UhfReader18Codec.command(UhfReader18Setup.ANYONE, UhfReader18Frame.INFO)),
                PATIENCE,
                VersionRequest.answerIn(UhfReader18Codec::scan, UhfReader18Info::in));
    }

    private static Optional<String> in(UhfReader18Frame frame) {
        return frame instanceof UhfReader18Frame.Answer answer
                        && answer.command() == UhfReader18Frame.INFO
                        && answer.status() == UhfReader18Frame.SUCCESS
                ? of(answer).map(UhfReader18Info::name)
                : Optional.empty();
    }
}
