package com.hasivu.reader;

/** The air interface a card was read over. */
public enum CardFamily {
    /** 125 kHz, read only, 40 bit: version byte and 32-bit id. */
    EM4100,
    /** 13.56 MHz; UID of 4, 7 or 10 bytes (ISO/IEC 14443-3, section 6.5). */
    ISO_14443_A,
    /** 860 to 960 MHz; EPC Gen2, ISO/IEC 18000-63. Read from metres away. */
    EPC_GEN2,
    /** The reader tells a number and not how it came by it. */
    UNKNOWN
}
