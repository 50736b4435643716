package com.hasivu.reader.mfrc522;

import static com.hasivu.reader.mfrc522.RegisterOp.read;
import static com.hasivu.reader.mfrc522.RegisterOp.write;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.mfrc522.Chip.Ask;
import com.hasivu.reader.mfrc522.Chip.Care;
import com.hasivu.reader.mfrc522.Chip.Input;
import com.hasivu.reader.mfrc522.Chip.Input.Values;
import com.hasivu.reader.mfrc522.Chip.Turn;
import com.hasivu.reader.mfrc522.Iso14443aMachine.Next;
import com.hasivu.reader.mfrc522.Iso14443aMachine.Talk;

import java.util.ArrayList;
import java.util.List;

/**
 * Reset, identify and configure the chip, then poll for a card again and again; each second look
 * whether the chip still is what we made it. Decides, never acts. Sources: NXP MFRC522 data sheet,
 * sections 8.8, 9 and 10; start values as miguelbalboa/rfid publishes them.
 *
 * <pre>
 * Reset -> Starting -> Identified -> Configured -> Resting -> (Looked <-> OnAir -> Counted -> Fetched) ..
 *   ^                                                 |  ^                         -> Halted -> Resting
 *   +------------- lost its configuration - Watched <-+--+
 * </pre>
 */
final class Mfrc522Machine {
    static final long START_NANOS = millis(50);
    static final long FIELD_NANOS =
            millis(5); // ISO/IEC 14443-3, section 5: a card has woken by then
    static final long POLL_NANOS = millis(30);
    static final long LOOK_NANOS = millis(1);
    static final long WATCH_NANOS = millis(1_000);

    /** The chip's own timer ends an exchange after 25 ms. */
    static final long AIR_NANOS = millis(100);

    private static final int STARTS = 3;
    private static final int FIFO = 64;
    private static final int POWER_DOWN = 0x10;
    private static final int IDLE = 0x00;
    private static final int TRANSCEIVE = 0x0C;
    private static final int SOFT_RESET = 0x0F;
    private static final int START_SEND = 0x80;
    private static final int FLUSH = 0x80;
    private static final int ALL_IRQS = 0x7F;
    private static final int SET_IRQ = 0x80; // written only: a chip that shows it is none
    private static final int RX_OR_IDLE_IRQ = 0x30;
    private static final int TIMER_IRQ = 0x01;
    private static final int LAST_BITS = 0x07;
    private static final int ANTENNA_ON = 0x83; // 80 after reset, and TX1 and TX2
    private static final int FULL_ASK = 0x40;
    private static final int TIMER_AUTO = 0x80;
    private static final int RF_CFG_LOW = 0x08; // as after reset

    private final int gain;

    /**
     * @param gain RxGain of RFCfgReg, 0 to 7
     */
    Mfrc522Machine(int gain) {
        this.gain = gain;
    }

    Turn start(long now) {
        return reset(new Care(false, now), List.of());
    }

    Turn step(Chip state, Input input, long now) {
        if (input instanceof Input.Lost(var why)) {
            return state instanceof Chip.Lost ? stop() : down(why);
        }
        return switch (state) {
            case Chip.Reset(var care) -> rest(new Chip.Starting(0, care), now + START_NANOS);
            case Chip.Starting(var looks, var care) ->
                    ask(
                            new Chip.Identified(looks, care),
                            List.of(read(Register.COMMAND), read(Register.VERSION)));
            case Chip.Identified(var looks, var care) ->
                    identified(looks, care, values(input), now);
            case Chip.Configured(var version, var care) ->
                    configured(version, care, values(input), now);
            case Chip.Resting(var care) ->
                    now - care.watchAt() >= 0
                            ? watch(care)
                            : send(Iso14443aMachine.start(), care, now);
            case Chip.Watched(var care) -> watched(care, values(input), now);
            case Chip.OnAir(var talk, var by, var care) ->
                    ask(new Chip.Looked(talk, by, care), List.of(read(Register.COM_IRQ)));
            case Chip.Looked(var talk, var by, var care) ->
                    looked(talk, by, care, values(input).at(0), now);
            case Chip.Counted(var talk, var care) -> counted(talk, care, values(input), now);
            case Chip.Fetched(var talk, var lastBits, var care) ->
                    heard(talk, new Air.Answer.Bytes(values(input).values(), lastBits), care, now);
            case Chip.Halted(var care) -> rest(new Chip.Resting(care), now + POLL_NANOS);
            case Chip.Lost lost -> stop();
        };
    }

    private static Turn reset(Care care, List<ReaderEvent> told) {
        return ask(new Chip.Reset(care), List.of(write(Register.COMMAND, SOFT_RESET)), told);
    }

    private static Values values(Input input) {
        if (input instanceof Values values) {
            return values;
        }
        throw new IllegalStateException("the chip's loop rested where registers were asked for");
    }

    private Turn identified(int looks, Care care, Values values, long now) {
        int version = values.at(1);
        if (isNoChip(version)) {
            return down(noChip(version));
        }
        if ((values.at(0) & POWER_DOWN) != 0 && looks + 1 < STARTS) {
            return rest(new Chip.Starting(looks + 1, care), now + START_NANOS);
        }
        return ask(
                new Chip.Configured(version, care),
                List.of(
                        write(Register.TX_MODE, 0x00), // 106 kbit/s, no CRC
                        write(Register.RX_MODE, 0x00),
                        write(Register.MOD_WIDTH, 0x26),
                        write(
                                Register.T_MODE,
                                TIMER_AUTO), // the timer starts when a frame was sent
                        write(Register.T_PRESCALER, 0xA9), // 25 us
                        write(Register.T_RELOAD_HIGH, 0x03),
                        write(Register.T_RELOAD_LOW, 0xE8), // 25 ms
                        write(Register.TX_ASK, FULL_ASK),
                        write(Register.MODE, 0x3D),
                        write(Register.RF_CFG, gain << 4 | RF_CFG_LOW),
                        write(Register.COLL, 0x00), // bits after a collision are cleared
                        write(Register.TX_CONTROL, ANTENNA_ON),
                        read(Register.TX_CONTROL),
                        read(Register.TX_ASK),
                        read(Register.T_MODE)));
    }

    private static Turn configured(int version, Care care, Values values, long now) {
        if (!isConfigured(values, 0)) {
            return down(
                    "the chip (version %02X) does not keep what is written to it; check the wires and lower spi-hz"
                            .formatted(version));
        }
        var next = new Chip.Resting(new Care(true, now + WATCH_NANOS));
        List<ReaderEvent> told =
                care.up() ? List.of() : List.of(new ReaderEvent.LinkUp(name(version)));
        return new Turn(next, new Ask.Rest(now + FIELD_NANOS), told);
    }

    private static Turn watch(Care care) {
        return ask(
                new Chip.Watched(care),
                List.of(
                        read(Register.VERSION),
                        read(Register.TX_CONTROL),
                        read(Register.TX_ASK),
                        read(Register.T_MODE)));
    }

    private static Turn watched(Care care, Values values, long now) {
        if (isNoChip(values.at(0))) {
            return down(noChip(values.at(0)));
        }
        if (!isConfigured(values, 1)) {
            return reset(care, fault("power lost"));
        }
        return send(Iso14443aMachine.start(), new Care(care.up(), now + WATCH_NANOS), now);
    }

    private static boolean isConfigured(Values values, int from) {
        return values.at(from) == ANTENNA_ON
                && values.at(from + 1) == FULL_ASK
                && values.at(from + 2) == TIMER_AUTO;
    }

    private static boolean isNoChip(int version) {
        return version == 0x00 || version == 0xFF;
    }

    private static String noChip(int version) {
        return "no MFRC522 answers (version register %02X); plug the reader in, check 3.3 V, its wires and chip select"
                .formatted(version);
    }

    private static String name(int version) {
        return switch (version) {
            case 0x90 -> "MFRC522 0.0";
            case 0x91 -> "MFRC522 1.0";
            case 0x92 -> "MFRC522 2.0";
            case 0x88 -> "FM17522, a clone of the MFRC522";
            case 0x12, 0x15, 0x82, 0x89, 0xB2 -> "MFRC522 clone, version %02X".formatted(version);
            default -> "unknown relative of the MFRC522, version %02X".formatted(version);
        };
    }

    private static Turn send(Next.Send send, Care care, long now) {
        var ops = new ArrayList<>(transceive(send.frame()));
        ops.add(read(Register.COM_IRQ));
        return ask(new Chip.Looked(send.talk(), now + AIR_NANOS, care), ops);
    }

    private static List<RegisterOp> transceive(Air.Frame frame) {
        return List.of(
                write(Register.COMMAND, IDLE),
                write(Register.COM_IRQ, ALL_IRQS),
                write(Register.FIFO_LEVEL, FLUSH),
                new RegisterOp.Write(Register.FIFO_DATA, frame.bytes()),
                write(Register.BIT_FRAMING, frame.lastBits()),
                write(Register.COMMAND, TRANSCEIVE),
                write(Register.BIT_FRAMING, START_SEND | frame.lastBits()));
    }

    private static Turn looked(Talk talk, long by, Care care, int irqs, long now) {
        if ((irqs & SET_IRQ) != 0) {
            return watch(care);
        }
        if ((irqs & RX_OR_IDLE_IRQ) != 0) {
            return ask(
                    new Chip.Counted(talk, care),
                    List.of(
                            read(Register.ERROR),
                            read(Register.FIFO_LEVEL),
                            read(Register.CONTROL)));
        }
        if ((irqs & TIMER_IRQ) != 0) {
            return heard(talk, new Air.Answer.Silence(), care, now);
        }
        if (now - by >= 0) {
            Turn watch = watch(care); // its own timer did not end it
            return new Turn(watch.state(), watch.ask(), fault("timer"));
        }
        return rest(new Chip.OnAir(talk, by, care), now + LOOK_NANOS);
    }

    /** ErrorReg: section 9.3.1.7. */
    private static Turn counted(Talk talk, Care care, Values values, long now) {
        int errors = values.at(0);
        int count = values.at(1);
        if (count > FIFO) {
            return watch(care);
        }
        String damage =
                (errors & 0x08) != 0
                        ? "collision"
                        : (errors & 0x02) != 0
                                ? "parity"
                                : (errors & 0x11) != 0 ? "air" : count == 0 ? "cut short" : "";
        if (!damage.isEmpty()) {
            return heard(talk, new Air.Answer.Damaged(damage), care, now);
        }
        return ask(
                new Chip.Fetched(talk, values.at(2) & LAST_BITS, care),
                List.of(new RegisterOp.Read(Register.FIFO_DATA, count)));
    }

    private static Turn heard(Talk talk, Air.Answer answer, Care care, long now) {
        var pause = new Chip.Resting(care);
        return switch (Iso14443aMachine.step(talk, answer)) {
            case Next.Send send -> send(send, care, now);
            case Next.Nobody nobody -> rest(pause, now + POLL_NANOS);
            case Next.Refused(var what) ->
                    new Turn(pause, new Ask.Rest(now + POLL_NANOS), fault(what));
            case Next.Found(CardId card) ->
                    ask(
                            new Chip.Halted(care),
                            transceive(Iso14443aMachine.HLTA),
                            List.of(
                                    new ReaderEvent.TagSeen(
                                            CardRead.uid(card, CardFamily.ISO_14443_A),
                                            now,
                                            false)));
        };
    }

    private static Turn ask(Chip state, List<RegisterOp> ops) {
        return ask(state, ops, List.of());
    }

    private static Turn ask(Chip state, List<RegisterOp> ops, List<ReaderEvent> told) {
        return new Turn(state, new Ask.Registers(ops), told);
    }

    private static Turn rest(Chip state, long until) {
        return new Turn(state, new Ask.Rest(until), List.of());
    }

    private static Turn down(String why) {
        return new Turn(new Chip.Lost(), new Ask.Stop(), List.of(new ReaderEvent.LinkDown(why)));
    }

    private static Turn stop() {
        return new Turn(new Chip.Lost(), new Ask.Stop(), List.of());
    }

    private static List<ReaderEvent> fault(String what) {
        return List.of(new ReaderEvent.Fault(what, 1));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
