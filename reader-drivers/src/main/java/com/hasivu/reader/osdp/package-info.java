/**
 * OSDP v2 over RS-485 (SIA OSDP 2.2, IEC 60839-11-5): door readers that are asked, with or without
 * the secure channel. Start at {@link com.hasivu.reader.osdp.OsdpDriver}; the conversation is
 * {@code OsdpMachine}, the cryptography {@code OsdpSecureChannel}; wiring and quirks are in
 * docs/readers/osdp.md.
 */
@NullMarked
package com.hasivu.reader.osdp;

import org.jspecify.annotations.NullMarked;
