package com.hasivu.simulator.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.bus.SpiBus;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An MFRC522 board on a bus socket: it answers SPI transfers and does nothing by itself.
 *
 * <p>A {@link Delivery} gets what a card says of itself while it is selected once: for each cascade
 * level the UID bytes with their check and SAK with its own. Its pieces, joined, enter the FIFO
 * instead.
 *
 * <p>Threading: the bus calls from one thread; the methods may be called from any.
 */
public final class Mfrc522Emulator implements EmulatedReader {
    /** Version 2.0 of the chip. */
    public static final int GENUINE = 0x92;

    private final Field field = new Field();
    private final Mfrc522Chip chip;
    private final SpiBus bus;
    private Optional<EmulatedCard> alone = Optional.empty(); // guarded by chip
    private byte[] said = new byte[0]; // guarded by chip
    private Delivery delivery = Delivery.PLAIN; // guarded by chip
    private volatile boolean off;

    private Mfrc522Emulator(Path path, int version) {
        chip = new Mfrc522Chip(version, field, this::received, System::nanoTime);
        bus = SpiBus.at(path, this::transfer);
    }

    /** A board behind the socket file it makes. */
    public static Mfrc522Emulator at(Path path) {
        return at(path, GENUINE);
    }

    /** One whose version register shows {@code version}. */
    public static Mfrc522Emulator at(Path path, int version) {
        return new Mfrc522Emulator(path, version);
    }

    /** UID bytes, BCC, SAK and CRC_A of each cascade level. */
    public static byte[] told(CardId id) {
        var card = new EmulatedCard(id);
        var all = new ByteArrayOutputStream();
        for (int level = 0; level < card.levels(); level++) {
            all.writeBytes(card.part(level));
            all.writeBytes(card.sakFrame(level));
        }
        return all.toByteArray();
    }

    /** All that a card answers while it is selected: ATQA and {@link #told}. */
    public static byte[] frame(CardId id) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(new EmulatedCard(id).atqa());
        all.writeBytes(told(id));
        return all.toByteArray();
    }

    private byte[] transfer(byte[] in) {
        synchronized (chip) {
            return off ? new byte[in.length] : chip.transfer(in);
        }
    }

    /** ATQA, of two bytes, begins a new telling; what follows it is the next bytes told. */
    private byte[] received(byte[] answer) {
        if (alone.isEmpty()) {
            return answer;
        }
        if (answer.length == 2) {
            var told = new ByteArrayOutputStream();
            delivery.pieces(told(alone.get().id())).forEach(told::writeBytes);
            said = told.toByteArray();
            return answer;
        }
        byte[] next = Arrays.copyOf(said, Math.min(answer.length, said.length));
        said = Arrays.copyOfRange(said, next.length, said.length);
        return next;
    }

    /** Several cards at once, as in a full purse. */
    public void presentTogether(List<CardId> held) {
        List<EmulatedCard> cards = held.stream().map(EmulatedCard::new).toList();
        synchronized (chip) {
            field.replace(cards);
            alone = cards.size() == 1 ? Optional.of(cards.getFirst()) : Optional.empty();
        }
    }

    @Override
    public void present(CardId held) {
        presentTogether(List.of(held));
    }

    @Override
    public void remove() {
        presentTogether(List.of());
    }

    /** Power fails for a moment: registers are as after a reset. */
    public void brownOut() {
        synchronized (chip) {
            chip.powerOn();
        }
    }

    /** The board has no power, or its data wire is off: all bits read zero. */
    public void powerOff(boolean without) {
        off = without;
    }

    /** The next answer of a card is disturbed so that its parity shows it. */
    public void breakParity() {
        synchronized (chip) {
            chip.breakParity();
        }
    }

    /** Bytes that the air makes up: they lie in the FIFO, where the next flush drops them. */
    @Override
    public void noise(byte[] bytes) {
        synchronized (chip) {
            var write = new byte[1 + bytes.length];
            write[0] = 0x09 << 1;
            System.arraycopy(bytes, 0, write, 1, bytes.length);
            chip.transfer(write);
        }
    }

    @Override
    public void deliver(Delivery wanted) {
        synchronized (chip) {
            delivery = wanted;
        }
    }

    @Override
    public String device() {
        return bus.device();
    }

    @Override
    public void unplug() {
        bus.pull();
    }

    @Override
    public void plugIn() {
        brownOut();
        bus.plugIn();
    }

    @Override
    public void close() {
        bus.close();
    }
}
