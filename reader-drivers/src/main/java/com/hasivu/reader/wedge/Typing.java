package com.hasivu.reader.wedge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A number being typed. Whole only if every key that went down came up again, nothing but digits
 * was typed, and Enter ended it; it ends when Enter comes up. What is spoilt stays so until the
 * next Enter or a pause, so that its rest is not taken for a number. Immutable; pure.
 *
 * @param text the digits so far
 * @param down the keys held down, by code
 * @param firstMicros the kernel's time of the first key
 * @param lastMicros and of the last
 * @param entered Enter went down
 * @param scanned its keys come with scan codes: all of them, or none
 * @param spoilt waits for the end
 */
record Typing(
        String text,
        Set<Integer> down,
        long firstMicros,
        long lastMicros,
        boolean entered,
        boolean scanned,
        boolean spoilt) {
    /** Longer than any reader waits between two keys. */
    static final long PAUSE_MICROS = 300_000;

    private static final int LONGEST = 32;

    static final Typing NOTHING = new Typing("", Set.of(), 0, 0, false, false, false);

    /** A number with its Enter. */
    record Line(String text, long micros) {}

    /**
     * @param faults in few words
     */
    record Taken(Typing next, Optional<Line> line, List<String> faults) {}

    Typing {
        down = Set.copyOf(down);
    }

    boolean isNothing() {
        return equals(NOTHING);
    }

    /** The same, not to be believed. */
    Typing spoil() {
        return new Typing(text, down, firstMicros, lastMicros, entered, scanned, true);
    }

    Taken take(Packet packet) {
        var faults = new ArrayList<String>();
        Typing now = this;
        long pause = packet.micros() - lastMicros;
        if (!isNothing() && (pause > PAUSE_MICROS || pause < 0)) {
            if (!spoilt) {
                faults.add("no enter");
            }
            now = NOTHING;
        }
        if (packet.overrun()) {
            faults.add("overrun");
            return new Taken(now.at(packet.micros()).spoil(), Optional.empty(), faults);
        }
        Optional<Line> line = Optional.empty();
        for (Packet.Key key : packet.keys()) {
            boolean wasSpoilt = now.spoilt;
            String wrong = now.wrong(key);
            now = now.with(key, packet.micros());
            if (!wrong.isEmpty() && !wasSpoilt) {
                faults.add(wrong);
                now = now.spoil();
            }
            if (!key.pressed() && isEnter(key) && !now.isNothing()) {
                line = now.line();
                now = NOTHING;
            }
        }
        return new Taken(now, line, faults);
    }

    private Optional<Line> line() {
        return spoilt || text.isEmpty()
                ? Optional.empty()
                : Optional.of(new Line(text, lastMicros - firstMicros));
    }

    /** Why this key cannot follow; empty if it can. */
    private String wrong(Packet.Key key) {
        if (!key.pressed()) {
            if (isNothing()) {
                return ""; // went down before we listened
            }
            boolean alone = down.equals(Set.of(key.code()));
            return down.contains(key.code())
                            && key.scanned() == scanned
                            && (!isEnter(key) || (entered && alone))
                    ? ""
                    : "key order";
        }
        if (down.contains(key.code()) || entered || (!isNothing() && key.scanned() != scanned)) {
            return "key order";
        }
        Optional<Character> typed = Keys.text(key.code());
        if (typed.isEmpty() || (shifted() && Character.isDigit(typed.get()))) {
            return "other key";
        }
        return text.length() == LONGEST && typed.get() != Keys.ENTER ? "too long" : "";
    }

    private Typing with(Packet.Key key, long micros) {
        if (isNothing() && !key.pressed()) {
            return this;
        }
        var held = new HashSet<>(down);
        if (!key.pressed()) {
            held.remove(key.code());
            return new Typing(text, held, firstMicros, micros, entered, scanned, spoilt);
        }
        held.add(key.code());
        char typed = Keys.text(key.code()).orElse(Keys.SILENT);
        boolean adds = typed != Keys.SILENT && typed != Keys.ENTER && text.length() < LONGEST;
        return new Typing(
                adds ? text + typed : text,
                held,
                isNothing() ? micros : firstMicros,
                micros,
                entered || typed == Keys.ENTER,
                isNothing() ? key.scanned() : scanned,
                spoilt);
    }

    private Typing at(long micros) {
        return new Typing(text, down, firstMicros, micros, entered, scanned, spoilt);
    }

    private boolean shifted() {
        return down.stream().anyMatch(Keys::isShift);
    }

    private static boolean isEnter(Packet.Key key) {
        return Keys.text(key.code()).filter(typed -> typed == Keys.ENTER).isPresent();
    }
}
