package com.hasivu.simulator.reader.mfrc522;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The chip's registers, as a host sees them over SPI: FIFO, commands, interrupt bits, timer, CRC
 * coprocessor, collisions. Exchanges with a card take no time; the timer runs on a clock that comes
 * in. Source: NXP MFRC522 data sheet, sections 8.1.2 (SPI), 8.3 (FIFO), 8.5 (timer), 9 (registers),
 * 10 (commands). Not thread-safe.
 */
final class Mfrc522Chip {
    // addresses, table 20
    private static final int COMMAND = 0x01;
    private static final int COM_IRQ = 0x04;
    private static final int DIV_IRQ = 0x05;
    private static final int ERROR = 0x06;
    private static final int FIFO_DATA = 0x09;
    private static final int FIFO_LEVEL = 0x0A;
    private static final int CONTROL = 0x0C;
    private static final int BIT_FRAMING = 0x0D;
    private static final int COLL = 0x0E;
    private static final int MODE = 0x11;
    private static final int TX_MODE = 0x12;
    private static final int RX_MODE = 0x13;
    private static final int TX_CONTROL = 0x14;
    private static final int CRC_HIGH = 0x21;
    private static final int CRC_LOW = 0x22;
    private static final int T_MODE = 0x2A;
    private static final int T_PRESCALER = 0x2B;
    private static final int T_RELOAD_HIGH = 0x2C;
    private static final int T_RELOAD_LOW = 0x2D;
    private static final int VERSION = 0x37;

    // commands, section 10.3
    private static final int IDLE = 0x0;
    private static final int CALC_CRC = 0x3;
    private static final int NO_CHANGE = 0x7;
    private static final int TRANSCEIVE = 0xC;
    private static final int SOFT_RESET = 0xF;

    // interrupt and error bits, sections 9.3.1.5 and 9.3.1.7
    private static final int TX_IRQ = 0x40;
    private static final int RX_IRQ = 0x20;
    private static final int ERR_IRQ = 0x02;
    private static final int TIMER_IRQ = 0x01;
    private static final int CRC_IRQ = 0x04;
    private static final int OVERFLOW = 0x10;
    private static final int COLLISION = 0x08;
    private static final int CRC_ERROR = 0x04;
    private static final int PARITY_ERROR = 0x02;

    private static final int FIFO_SIZE = 64;
    private static final int HZ = 13_560_000;
    private static final int[] PRESETS = {0x0000, CrcA.PRESET_A, 0xA671, 0xFFFF};

    /** Registers 00 to 3F after a reset, table 20; the version apart. */
    private static final byte[] AFTER_RESET =
            HexFormat.of()
                    .parseHex(
                            "0020800014000021000000081000A000"
                                    + "003F000080001084844D0000620000EB"
                                    + "00FFFF00260048882020000000000000"
                                    + "00000000000000000000000000000000");

    private final int version;
    private final Field field;
    private final LongSupplier nanoTime;
    private final int[] registers = new int[0x40];
    private final Deque<Byte> fifo = new ArrayDeque<>();
    private final UnaryOperator<byte[]> received;
    private boolean parityBroken;
    private boolean timerRuns;
    private long timerEnds;

    /**
     * @param received what becomes of a whole answer on its way into the FIFO
     */
    Mfrc522Chip(int version, Field field, UnaryOperator<byte[]> received, LongSupplier nanoTime) {
        this.version = version;
        this.field = field;
        this.received = received;
        this.nanoTime = nanoTime;
        powerOn();
    }

    void powerOn() {
        for (int i = 0; i < registers.length; i++) {
            registers[i] = AFTER_RESET[i] & 0xFF;
        }
        registers[VERSION] = version;
        fifo.clear();
        timerRuns = false;
        field.off();
    }

    /** The next answer's parity bits do not hold. */
    void breakParity() {
        parityBroken = true;
    }

    /** Section 8.1.2: an address byte, then data; a read brings the register addressed before. */
    byte[] transfer(byte[] in) {
        var out = new byte[in.length];
        if (in.length == 0) {
            return out;
        }
        int address = in[0] >> 1 & 0x3F;
        boolean reads = (in[0] & 0x80) != 0;
        for (int i = 1; i < in.length; i++) {
            if (reads) {
                out[i] = (byte) read(address);
                address = in[i] >> 1 & 0x3F;
            } else {
                write(address, in[i] & 0xFF);
            }
        }
        return out;
    }

    private int read(int address) {
        expire();
        return switch (address) {
            case FIFO_DATA -> fifo.isEmpty() ? 0 : fifo.remove() & 0xFF;
            case FIFO_LEVEL -> fifo.size();
            case BIT_FRAMING -> registers[address] & 0x7F; // StartSend is written only
            default -> registers[address];
        };
    }

    private void write(int address, int value) {
        expire();
        switch (address) {
            case COMMAND -> command(value);
            case COM_IRQ, DIV_IRQ -> irqs(address, value);
            case FIFO_DATA -> push((byte) value);
            case FIFO_LEVEL -> flush(value);
            case BIT_FRAMING -> {
                registers[address] = value;
                if ((value & 0x80) != 0 && registers[COMMAND] % 16 == TRANSCEIVE) {
                    transceive();
                }
            }
            case COLL -> registers[address] = (value & 0x80) | (registers[address] & 0x3F);
            case TX_CONTROL -> {
                registers[address] = value;
                if ((value & 0x03) == 0) {
                    field.off();
                }
            }
            case ERROR, CRC_HIGH, CRC_LOW, VERSION -> {} // read only
            default -> registers[address] = value;
        }
    }

    /** Bit 7 says whether the others marked are set or cleared. */
    private void irqs(int address, int value) {
        int marked = value & 0x7F;
        registers[address] =
                (value & 0x80) != 0 ? registers[address] | marked : registers[address] & ~marked;
    }

    private void push(byte value) {
        if (fifo.size() == FIFO_SIZE) {
            registers[ERROR] |= OVERFLOW;
            registers[COM_IRQ] |= ERR_IRQ;
        } else {
            fifo.add(value);
        }
    }

    private void flush(int value) {
        if ((value & 0x80) != 0) {
            fifo.clear();
            registers[ERROR] &= ~OVERFLOW;
        }
    }

    private void command(int value) {
        int command = value & 0x0F;
        if (command == SOFT_RESET) {
            powerOn();
            return;
        }
        if (command != NO_CHANGE) {
            registers[COMMAND] = value & 0x3F;
        }
        if (command == IDLE) {
            timerRuns = false;
        }
        if (command == CALC_CRC) {
            int crc = CrcA.of(drain(), PRESETS[registers[MODE] & 0x03]);
            registers[CRC_HIGH] = crc >> 8;
            registers[CRC_LOW] = crc & 0xFF;
            registers[DIV_IRQ] |= CRC_IRQ;
        }
    }

    private byte[] drain() {
        var bytes = new ByteArrayOutputStream();
        fifo.forEach(bytes::write);
        fifo.clear();
        return bytes.toByteArray();
    }

    private void transceive() {
        registers[BIT_FRAMING] &= 0x7F;
        registers[ERROR] &= OVERFLOW;
        registers[COLL] = (registers[COLL] & 0x80) | 0x20;
        byte[] out = drain();
        if ((registers[TX_MODE] & 0x80) != 0) {
            out = CrcA.append(out);
        }
        Bits frame = Bits.of(out, registers[BIT_FRAMING] & 0x07);
        registers[COM_IRQ] |= TX_IRQ;
        Optional<Field.Heard> heard =
                (registers[TX_CONTROL] & 0x03) == 0x03 ? field.send(frame) : Optional.empty();
        if (heard.isEmpty() || !receive(heard.get())) {
            startTimer();
        }
    }

    /** False if nothing arrived after all. */
    private boolean receive(Field.Heard heard) {
        int align = registers[BIT_FRAMING] >> 4 & 0x07;
        Bits bits = heard.bits();
        if (heard.collision() >= 0) {
            collide(heard.collision() + align);
            if ((registers[COLL] & 0x80) == 0) {
                bits = bits.clearedFrom(heard.collision());
            }
        }
        byte[] bytes = bits.bytes(align);
        if (heard.collision() < 0 && bits.isBytes() && align == 0) {
            bytes = received.apply(bytes);
        }
        if (bytes.length == 0) {
            return false;
        }
        registers[CONTROL] = (registers[CONTROL] & ~0x07) | (align + bits.count()) % 8;
        checkCrc(bytes);
        if (parityBroken) {
            parityBroken = false;
            registers[ERROR] |= PARITY_ERROR;
        }
        int count = (registers[RX_MODE] & 0x80) != 0 ? bytes.length - 2 : bytes.length;
        for (int i = 0; i < count; i++) {
            push(bytes[i]);
        }
        registers[COM_IRQ] |= registers[ERROR] == 0 ? RX_IRQ : RX_IRQ | ERR_IRQ;
        return true;
    }

    /** CollPos counts from 1 to 32, and 0 is 32: section 9.3.1.15. */
    private void collide(int index) {
        int position = index < 32 ? index + 1 & 0x1F : 0x20;
        registers[COLL] = (registers[COLL] & 0x80) | position;
        registers[ERROR] |= COLLISION;
    }

    private void checkCrc(byte[] bytes) {
        boolean checks = (registers[RX_MODE] & 0x80) != 0;
        if (checks && CrcA.of(bytes, CrcA.PRESET_A) != 0) {
            registers[ERROR] |= CRC_ERROR;
        }
    }

    /** TAuto: the timer starts when a frame was sent. */
    private void startTimer() {
        if ((registers[T_MODE] & 0x80) != 0) {
            int prescaler = (registers[T_MODE] & 0x0F) << 8 | registers[T_PRESCALER];
            int reload = registers[T_RELOAD_HIGH] << 8 | registers[T_RELOAD_LOW];
            long ticks = (2L * prescaler + 1) * (reload + 1);
            timerRuns = true;
            timerEnds = nanoTime.getAsLong() + ticks * 1_000_000_000L / HZ;
        }
    }

    private void expire() {
        if (timerRuns && nanoTime.getAsLong() - timerEnds >= 0) {
            timerRuns = false;
            registers[COM_IRQ] |= TIMER_IRQ;
        }
    }
}
