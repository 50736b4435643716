package com.hasivu.simulator.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderDriverContract;
import com.hasivu.reader.mfrc522.Mfrc522Driver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

class Mfrc522DriverContractTest extends ReaderDriverContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = Mfrc522Emulator.at(folder.resolve("mfrc522"));
        return new EmulatorBench(new Mfrc522Driver(), reader) {
            @Override
            public CardId card() {
                return new CardId("CB98A605");
            }

            @Override
            public boolean readsMadeUpNumbers() {
                return true;
            }

            @Override
            public CardId otherCard() {
                return new CardId("04A1B2C3D4E5F6");
            }

            // Without ATQA, which says nothing of the number.
            @Override
            public byte[] frame(CardId card) {
                return Mfrc522Emulator.told(card);
            }

            @Override
            public String missingDevice(Path in) {
                return "unix:" + in.resolve("not-plugged-in");
            }

            // The chip asks for every answer: several frames in a row are told one a poll.
            @Override
            public void deliver(Function<byte[], List<byte[]>> pieces) {
                Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
                super.deliver(
                        frame -> {
                            if (waiting.isEmpty()) {
                                waiting.addAll(pieces.apply(frame));
                            }
                            return List.of(waiting.remove());
                        });
            }
        };
    }
}
