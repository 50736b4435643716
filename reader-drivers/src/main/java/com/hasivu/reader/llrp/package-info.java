/**
 * UHF readers that speak LLRP 1.0.1 over the network (Impinj, Zebra, and others). Start at {@link
 * com.hasivu.reader.llrp.LlrpDriver}; the conversation is {@code LlrpMachine}; set-up and quirks
 * are in docs/readers/llrp.md.
 */
@NullMarked
package com.hasivu.reader.llrp;

import org.jspecify.annotations.NullMarked;
