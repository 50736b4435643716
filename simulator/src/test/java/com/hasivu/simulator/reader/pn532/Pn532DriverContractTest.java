package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.pn532.Pn532Driver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.nio.file.Path;

class Pn532DriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = Pn532Emulator.at(folder.resolve("pn532"));
        return new EmulatorBench(new Pn532Driver(), reader) {
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

            @Override
            public byte[] frame(CardId card) {
                return Pn532Emulator.frame(Pn532Emulator.target(card));
            }
        };
    }
}
