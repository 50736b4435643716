/**
 * RDM6300 and its clones: 125 kHz EM4100 cards over a one-way serial line. Start at {@link
 * com.hasivu.reader.rdm6300.Rdm6300Driver}; wiring and quirks are in docs/readers/rdm6300.md.
 */
@NullMarked
package com.hasivu.reader.rdm6300;

import org.jspecify.annotations.NullMarked;
