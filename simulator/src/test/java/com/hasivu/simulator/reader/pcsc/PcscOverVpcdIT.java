package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderDriverContract;
import com.hasivu.reader.pcsc.PcscDriver;
import com.hasivu.simulator.reader.EmulatorBench;

import org.junit.jupiter.api.BeforeAll;

import java.nio.file.Path;

/**
 * The whole contract with the real pcscd, its client library and its protocol: only the card is
 * emulated. A pulled cable is a stopped pcscd: the virtual reader goes with it.
 */
class PcscOverVpcdIT extends ReaderDriverContract {
    @BeforeAll
    static void assumeInstalled() {
        RealPcscd.assumeInstalled();
    }

    @Override
    protected Bench bench(Path folder) {
        var service = RealPcscd.started(folder);
        var card = new VpcdEmulator(service.vpcd());
        return new EmulatorBench(new PcscDriver(), card) {
            @Override
            public ReaderConfig config() {
                return RealPcscd.CONFIG;
            }

            @Override
            public CardId card() {
                return new CardId("CB98A605");
            }

            @Override
            public CardId otherCard() {
                return new CardId("04A1B2C3D4E5F6");
            }

            @Override
            public byte[] frame(CardId id) {
                return Acr122u.frame(id);
            }

            @Override
            public String missingDevice(Path folder) {
                return "no_such_reader";
            }

            @Override
            public Busy busy() {
                return Busy.SHARED;
            }

            @Override
            public void unplug() {
                service.stop();
            }

            @Override
            public void plugIn() {
                service.start();
            }

            @Override
            public void close() {
                card.close();
                service.close();
            }
        };
    }
}
