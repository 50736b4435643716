package com.hasivu.reader.wedge;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.wedge.NumberForm.Meaning;

import java.util.List;
import java.util.function.Function;

/** The cards in captured packets. Remembers what was typed before; one thread. */
final class TypedCards implements Function<Packet, List<CardRead>> {
    private final WedgeSettings settings;
    private Typing typing = Typing.NOTHING;

    TypedCards(WedgeSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<CardRead> apply(Packet packet) {
        Typing.Taken taken = typing.take(packet);
        typing = taken.next();
        return taken.line().map(line -> WedgeMachine.meaning(line, settings)).stream()
                .filter(Meaning.Card.class::isInstance)
                .map(meaning -> ((Meaning.Card) meaning).read())
                .toList();
    }
}
