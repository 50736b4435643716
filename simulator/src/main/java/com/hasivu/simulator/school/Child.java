package com.hasivu.simulator.school;

import com.hasivu.protocol.CardId;

/**
 * One child with one card.
 *
 * @param index place in the school's list, from 0; strangers come after the children
 * @param cardType the cloud's name for its chip, for example {@code em4100}
 * @param lane which of the counter's readers reads this card
 */
public record Child(
        int index,
        String name,
        String className,
        CardId card,
        String cardType,
        int lane,
        Part part) {}
