package com.hasivu.simulator.reader;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.contract.Bench;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A bench with an emulated reader on it. */
public abstract class EmulatorBench implements Bench {
    private final ReaderDriver driver;
    private final EmulatedReader reader;

    protected EmulatorBench(ReaderDriver driver, EmulatedReader reader) {
        this.driver = driver;
        this.reader = reader;
    }

    @Override
    public ReaderDriver driver() {
        return driver;
    }

    @Override
    public ReaderConfig config() {
        return new ReaderConfig(
                "counter-1",
                driver.kind(),
                reader.device(),
                Map.of("depart-after-ms", "1000")); // a busy machine must not make a card leave
    }

    @Override
    public void present(CardId card) {
        reader.present(card);
    }

    @Override
    public void remove() {
        reader.remove();
    }

    @Override
    public void send(byte[] bytes) {
        reader.noise(bytes);
    }

    @Override
    public void deliver(Function<byte[], List<byte[]>> pieces) {
        reader.deliver(pieces::apply);
    }

    @Override
    public void unplug() {
        reader.unplug();
    }

    @Override
    public void plugIn() {
        reader.plugIn();
    }

    @Override
    public void close() {
        reader.close();
    }
}
