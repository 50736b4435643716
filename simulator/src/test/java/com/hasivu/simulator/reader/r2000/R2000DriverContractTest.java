package com.hasivu.simulator.reader.r2000;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.r2000.R2000Driver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;

class R2000DriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader = R2000Emulator.at(folder.resolve("r2000"), Pacing.AT_ONCE);
        return new EmulatorBench(new R2000Driver(), reader) {
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
                return R2000Emulator.frame(card);
            }
        };
    }
}
