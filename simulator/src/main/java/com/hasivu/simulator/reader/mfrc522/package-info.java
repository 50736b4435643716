/**
 * An emulated MFRC522: its registers, its field and the cards in it, bit by bit. Start at {@link
 * com.hasivu.simulator.reader.mfrc522.Mfrc522Emulator}; see docs/readers/mfrc522.md.
 */
@NullMarked
package com.hasivu.simulator.reader.mfrc522;

import org.jspecify.annotations.NullMarked;
