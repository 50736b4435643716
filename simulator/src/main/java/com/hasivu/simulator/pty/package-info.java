/**
 * Pseudo-terminals: a serial cable made of software. Start at {@link com.hasivu.simulator.pty.Pty}.
 * Linux on 64 bit, through the foreign-function API. Knows nothing of readers.
 */
@NullMarked
package com.hasivu.simulator.pty;

import org.jspecify.annotations.NullMarked;
