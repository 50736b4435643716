package com.hasivu.simulator.reader.rdm6300;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.rdm6300.Rdm6300Driver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.nio.file.Path;

class Rdm6300DriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = Rdm6300Emulator.at(folder.resolve("rdm6300"));
        return new EmulatorBench(new Rdm6300Driver(), reader) {
            @Override
            public CardId card() {
                return new CardId("67003B51C6");
            }

            @Override
            public CardId otherCard() {
                return new CardId("67003BA86C");
            }

            @Override
            public byte[] frame(CardId card) {
                return Rdm6300Emulator.frame(card);
            }
        };
    }
}
