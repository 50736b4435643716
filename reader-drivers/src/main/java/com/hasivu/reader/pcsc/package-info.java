/**
 * PC/SC readers of the ACR122U class, through pcscd. Start at {@link
 * com.hasivu.reader.pcsc.PcscDriver}; rights and traps are in docs/readers/pcsc.md, why not
 * javax.smartcardio in docs/adr/0005-pcsc-through-libpcsclite.md.
 */
@NullMarked
package com.hasivu.reader.pcsc;

import org.jspecify.annotations.NullMarked;
