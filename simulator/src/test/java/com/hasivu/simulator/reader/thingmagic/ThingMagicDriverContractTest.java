package com.hasivu.simulator.reader.thingmagic;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.thingmagic.ThingMagicDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import java.nio.file.Path;

class ThingMagicDriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = ThingMagicEmulator.at(folder.resolve("thingmagic"));
        return new EmulatorBench(new ThingMagicDriver(), reader) {
            @Override
            public CardId card() {
                return new CardId("E20034120123456789ABCDEF");
            }

            @Override
            public CardId otherCard() {
                return new CardId("30751FEB705C5904");
            }

            @Override
            public byte[] frame(CardId card) {
                return ThingMagicEmulator.frame(card);
            }
        };
    }
}
