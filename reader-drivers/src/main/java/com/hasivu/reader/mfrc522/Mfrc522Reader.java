package com.hasivu.reader.mfrc522;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.bus.SpiPort;
import com.hasivu.reader.mfrc522.Chip.Ask;
import com.hasivu.reader.mfrc522.Chip.Input;
import com.hasivu.reader.mfrc522.Chip.Turn;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what the machine asks, on the bus.
 *
 * <p>Threading: {@link #next} belongs to one thread, which alone touches the plain fields; {@link
 * #close} only touches the bus and the latch.
 */
final class Mfrc522Reader implements RfidReader {
    private final SpiPort bus;
    private final Mfrc522Machine machine;
    private final Queue<ReaderEvent> told = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Turn turn;

    Mfrc522Reader(SpiPort bus, Mfrc522Machine machine) {
        this.bus = bus;
        this.machine = machine;
        this.turn = machine.start(System.nanoTime());
    }

    @Override
    public Optional<ReaderEvent> next(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        boolean late = false;
        while (told.isEmpty() && !late && closed.getCount() > 0) {
            switch (turn.ask()) {
                case Ask.Registers(var ops) -> perform(ops);
                case Ask.Rest(var end) when isOver(end, until) -> apply(new Input.Rested());
                case Ask.Rest rest -> {}
                case Ask.Stop stop -> pause(until);
            }
            late = System.nanoTime() - until >= 0;
        }
        return closed.getCount() > 0 ? Optional.ofNullable(told.poll()) : Optional.empty();
    }

    /** Waits for {@code end}, but no longer than {@code until}. */
    private boolean isOver(long end, long until) throws InterruptedException {
        pause(end - until < 0 ? end : until);
        return System.nanoTime() - end >= 0;
    }

    private void pause(long until) throws InterruptedException {
        boolean unused = closed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void perform(List<RegisterOp> ops) {
        var values = new ByteArrayOutputStream();
        for (RegisterOp op : ops) {
            switch (bus.transfer(op.out())) {
                case SpiPort.Exchange.In(var in) -> values.writeBytes(op.values(in));
                case SpiPort.Exchange.Lost(var why) -> {
                    apply(new Input.Lost(why));
                    return;
                }
                case SpiPort.Exchange.Closed gone -> {
                    return;
                }
            }
        }
        apply(new Input.Values(values.toByteArray()));
    }

    private void apply(Input input) {
        turn = machine.step(turn.state(), input, System.nanoTime());
        told.addAll(turn.told());
    }

    @Override
    public void close() {
        closed.countDown();
        bus.close();
    }
}
