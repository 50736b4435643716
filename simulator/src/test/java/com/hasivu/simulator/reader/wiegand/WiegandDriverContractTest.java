package com.hasivu.simulator.reader.wiegand;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.wiegand.WiegandDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The "bytes" of this contract are pulses as text, see {@link WiegandEmulator}; a frame's last one
 * is the pause that ends it.
 */
class WiegandDriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = WiegandEmulator.repeatingAt(folder.resolve("wiegand"));
        return new EmulatorBench(new WiegandDriver(), reader) {
            @Override
            public CardId card() {
                return new CardId("D41B81");
            }

            @Override
            public CardId otherCard() {
                return new CardId("7B11D7");
            }

            @Override
            public byte[] frame(CardId card) {
                return WiegandEmulator.frame(card);
            }

            @Override
            public String missingDevice(Path in) {
                return "unix:" + in.resolve("not-plugged-in");
            }

            // Noise that runs into a frame without a pause is part of it on two bare wires, and
            // spoils it (WiegandOverBusTest). So that what comes before a frame can be
            // survived, a pause stands between.
            @Override
            public void deliver(Function<byte[], List<byte[]>> pieces) {
                super.deliver(
                        frame ->
                                pieces.apply(frame).stream()
                                        .map(piece -> apart(piece, frame))
                                        .toList());
            }
        };
    }

    private static byte[] apart(byte[] piece, byte[] frame) {
        int before = piece.length - frame.length;
        if (before <= 0 || !Arrays.equals(piece, before, piece.length, frame, 0, frame.length)) {
            return piece;
        }
        var out = new ByteArrayOutputStream();
        out.write(piece, 0, before);
        out.write('\n');
        out.writeBytes(frame);
        return out.toByteArray();
    }
}
