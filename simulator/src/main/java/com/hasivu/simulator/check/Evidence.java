package com.hasivu.simulator.check;

import com.hasivu.protocol.CardId;

/**
 * A light somebody saw, as evidence against the journal.
 *
 * @param epoch journal epoch in hex as the station printed it
 * @param green whether a meal was to be handed over
 */
public record Evidence(String epoch, long sequence, CardId card, boolean green) {}
