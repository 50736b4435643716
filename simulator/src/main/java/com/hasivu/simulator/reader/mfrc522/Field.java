package com.hasivu.simulator.reader.mfrc522;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The cards before the antenna, answering at once. */
final class Field {
    /**
     * What the antenna picks up.
     *
     * @param bits where two cards differ, the first such bit and all behind it are of no meaning
     * @param collision index of that bit; -1 where all agree
     */
    record Heard(Bits bits, int collision) {}

    private final List<EmulatedCard> cards = new CopyOnWriteArrayList<>();

    void replace(List<EmulatedCard> with) {
        cards.clear();
        cards.addAll(with);
    }

    void off() {
        cards.forEach(EmulatedCard::powerOff);
    }

    Optional<Heard> send(Bits frame) {
        List<Bits> answers =
                cards.stream().map(card -> card.hear(frame)).flatMap(Optional::stream).toList();
        return answers.stream()
                .reduce((one, other) -> one.count() >= other.count() ? one : other)
                .map(longest -> new Heard(longest, firstDifference(longest, answers)));
    }

    private static int firstDifference(Bits longest, List<Bits> answers) {
        for (int i = 0; i < longest.count(); i++) {
            for (Bits answer : answers) {
                if (i < answer.count() && answer.at(i) != longest.at(i)) {
                    return i;
                }
            }
        }
        return -1;
    }
}
