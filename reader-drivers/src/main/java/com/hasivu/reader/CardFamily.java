package com.hasivu.reader;

/** The air interface a card was read over. */
public enum CardFamily {
    /** 125 kHz, read only, 40 bit: version byte and 32-bit id. */
    EM4100,
    /** 13.56 MHz; UID of 4, 7 or 10 bytes (ISO/IEC 14443-3, section 6.5). */
    ISO_14443_A
}
