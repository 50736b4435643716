package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderDriverContract;
import com.hasivu.reader.pcsc.PcscDriver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

class PcscDriverContractTest extends ReaderDriverContract {
    @Override
    protected Bench bench(Path folder) {
        return new ServiceBench(new EmulatedService());
    }

    /** A bench with an ACR122U that this process' own service knows. */
    private record ServiceBench(EmulatedService service) implements Bench {
        @Override
        public ReaderDriver driver() {
            return new PcscDriver(service);
        }

        @Override
        public ReaderConfig config() {
            return new ReaderConfig("counter-1", "pcsc", "ACS_ACR122U", Map.of());
        }

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
            return Acr122u.frame(card);
        }

        @Override
        public void present(CardId card) {
            service.present(card);
        }

        @Override
        public void remove() {
            service.remove();
        }

        /** PC/SC carries whole answers to what was asked. */
        @Override
        public void send(byte[] bytes) {
            throw new UnsupportedOperationException("nothing travels unasked");
        }

        @Override
        public void deliver(Function<byte[], List<byte[]>> pieces) {
            service.reader.deliver(pieces::apply);
        }

        @Override
        public String missingDevice(Path folder) {
            return "no_such_reader";
        }

        /** Any number of programs may share a reader in PC/SC. */
        @Override
        public Busy busy() {
            return Busy.SHARED;
        }

        @Override
        public void unplug() {
            service.plugged = false;
        }

        @Override
        public void plugIn() {
            service.plugIn();
        }

        @Override
        public void close() {}
    }
}
