/**
 * An emulated ACR122U, and a card of it in pcscd's virtual reader; see docs/readers/pcsc.md. Start
 * at {@link com.hasivu.simulator.reader.pcsc.VpcdEmulator}.
 */
@NullMarked
package com.hasivu.simulator.reader.pcsc;

import org.jspecify.annotations.NullMarked;
