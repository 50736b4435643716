/**
 * PN532 on its serial port (HSU): 13.56 MHz ISO 14443-A cards. Start at {@link
 * com.hasivu.reader.pn532.Pn532Driver}; the conversation is {@code Pn532Machine}; wiring and quirks
 * are in docs/readers/pn532.md.
 */
@NullMarked
package com.hasivu.reader.pn532;

import org.jspecify.annotations.NullMarked;
