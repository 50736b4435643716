/**
 * Cards: which chip belongs to which child, and whether it counts. Start at {@link
 * com.hasivu.cloud.cards.Cards}; the life of a card is {@link com.hasivu.cloud.cards.CardState}.
 * Knows students; knows no order and no station.
 */
@NullMarked
package com.hasivu.cloud.cards;

import org.jspecify.annotations.NullMarked;
