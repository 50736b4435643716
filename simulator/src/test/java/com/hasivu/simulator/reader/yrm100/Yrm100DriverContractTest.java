package com.hasivu.simulator.reader.yrm100;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.yrm100.Yrm100Driver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.nio.file.Path;

class Yrm100DriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = Yrm100Emulator.at(folder.resolve("yrm100"));
        return new EmulatorBench(new Yrm100Driver(), reader) {
            @Override
            public CardId card() {
                return new CardId("30751FEB705C5904E3D50D70");
            }

            @Override
            public CardId otherCard() {
                return new CardId("E2801170");
            }

            @Override
            public byte[] frame(CardId card) {
                return M100Frames.tag(card, Yrm100Emulator.HELD_DBM);
            }
        };
    }
}
