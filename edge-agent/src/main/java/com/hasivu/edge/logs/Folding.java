package com.hasivu.edge.logs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the equal messages are written. The first is; those in the next {@link #WINDOW_NANOS}
 * are counted, and the count is written when they are over. Not thread-safe; no clock.
 */
final class Folding {
    static final long WINDOW_NANOS = 60_000_000_000L;

    /** Messages watched at most; of more the oldest is let go. */
    static final int LIMIT = 256;

    /**
     * What makes two messages equal.
     *
     * @param thrown class and message of what was thrown; empty for none
     */
    record Message(String logger, int level, String text, String thrown) {}

    /** Was not written so often. */
    record Repeated(Message message, long times) {}

    private static final class Window {
        private final long began;
        private long times;

        Window(long began) {
            this.began = began;
        }
    }

    private final Map<Message, Window> windows = new LinkedHashMap<>(); // oldest window first

    /** What a message leads to. */
    record Step(boolean write, List<Repeated> repeated) {}

    /** A message comes: whether to write it, and what to write of others before it. */
    Step come(Message message, long now) {
        List<Repeated> over = over(now);
        Window window = windows.get(message);
        if (window != null) {
            window.times++;
            return new Step(false, over);
        }
        if (windows.size() >= LIMIT) {
            oldest().ifPresent(over::add);
        }
        windows.put(message, new Window(now));
        return new Step(true, over);
    }

    /** The counts of windows that are over. One that counted goes on with a new window. */
    List<Repeated> over(long now) {
        List<Repeated> repeated = new ArrayList<>();
        Iterator<Map.Entry<Message, Window>> oldest = windows.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Message, Window> entry = oldest.next();
            if (now - entry.getValue().began < WINDOW_NANOS) {
                break; // those that follow began later
            }
            oldest.remove();
            if (entry.getValue().times > 0) {
                repeated.add(new Repeated(entry.getKey(), entry.getValue().times));
            }
        }
        repeated.forEach(again -> windows.put(again.message(), new Window(now)));
        return repeated;
    }

    /** Whatever is counted so far; nothing is watched any more. */
    List<Repeated> end() {
        List<Repeated> repeated = new ArrayList<>();
        while (!windows.isEmpty()) {
            oldest().ifPresent(repeated::add);
        }
        return repeated;
    }

    private Optional<Repeated> oldest() {
        Map.Entry<Message, Window> oldest = windows.entrySet().iterator().next();
        windows.remove(oldest.getKey());
        long times = oldest.getValue().times;
        return times == 0 ? Optional.empty() : Optional.of(new Repeated(oldest.getKey(), times));
    }
}
