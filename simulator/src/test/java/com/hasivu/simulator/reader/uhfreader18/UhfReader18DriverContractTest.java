package com.hasivu.simulator.reader.uhfreader18;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.uhfreader18.UhfReader18Driver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.uhfreader18.UhfReader18Emulator.Model;

import java.nio.file.Path;

/** The first generation, on a serial line. */
class UhfReader18DriverContractTest extends ReaderBytesContract {
    @Override
    protected Bench bench(Path folder) {
        var reader =
                UhfReader18Emulator.serial(
                        folder.resolve("uhf"), Model.UHFREADER18, Pacing.AT_ONCE);
        return new EmulatorBench(new UhfReader18Driver(), reader) {
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
                return UhfReader18Emulator.frame(Model.UHFREADER18, card);
            }
        };
    }
}
