package com.hasivu.reader.mfrc522;

/** The registers we use. Source: NXP MFRC522 data sheet, section 9.2, table 20. */
enum Register {
    COMMAND(0x01),
    COM_IRQ(0x04),
    ERROR(0x06),
    FIFO_DATA(0x09),
    FIFO_LEVEL(0x0A),
    CONTROL(0x0C),
    BIT_FRAMING(0x0D),
    COLL(0x0E),
    MODE(0x11),
    TX_MODE(0x12),
    RX_MODE(0x13),
    TX_CONTROL(0x14),
    TX_ASK(0x15),
    MOD_WIDTH(0x24),
    RF_CFG(0x26),
    T_MODE(0x2A),
    T_PRESCALER(0x2B),
    T_RELOAD_HIGH(0x2C),
    T_RELOAD_LOW(0x2D),
    VERSION(0x37);

    private final int address;

    Register(int address) {
        this.address = address;
    }

    int address() {
        return address;
    }
}
