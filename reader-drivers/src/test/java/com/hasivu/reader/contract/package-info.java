/**
 * The contract kit: what every driver promises, shown over a real line. Start at {@link
 * com.hasivu.reader.contract.ReaderDriverContract}; a driver's test supplies a {@link
 * com.hasivu.reader.contract.Bench} and nothing else.
 */
@NullMarked
package com.hasivu.reader.contract;

import org.jspecify.annotations.NullMarked;
