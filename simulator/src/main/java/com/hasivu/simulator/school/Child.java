package com.hasivu.simulator.school;

import com.hasivu.protocol.CardId;

/**
 * One child with one card.
 *
 * @param index place in the school's list, from 0; strangers come after the children
 * @param lane which counter reader reads this card's family: 0 RDM6300, 1 PN532
 */
public record Child(int index, String name, String className, CardId card, int lane, Part part) {}
