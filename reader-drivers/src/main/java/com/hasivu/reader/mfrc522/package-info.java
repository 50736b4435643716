/**
 * MFRC522 (RC522 boards) over SPI: 13.56 MHz ISO 14443-A cards. Start at {@link
 * com.hasivu.reader.mfrc522.Mfrc522Driver}; the chip's life is {@code Mfrc522Machine}, the talk
 * with a card {@code Iso14443aMachine}; wiring and quirks are in docs/readers/mfrc522.md.
 */
@NullMarked
package com.hasivu.reader.mfrc522;

import org.jspecify.annotations.NullMarked;
