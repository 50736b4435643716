package com.hasivu.simulator.reader.llrp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.llrp.LlrpEmulator.Quirk;
import com.hasivu.simulator.reader.llrp.LlrpHost.Heard;
import com.hasivu.simulator.reader.llrp.LlrpParameters.Wrong;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * What an LLRP reader knows and decides: its ROSpecs, its settings, and the reports it keeps.
 *
 * <p>Threading: under the emulator's lock, but for {@link #deliver}, {@link #field}, {@link
 * #refusal}.
 */
final class LlrpSession {
    /** Where messages go. */
    @FunctionalInterface
    interface Mouth {
        /**
         * @param bytes none ends the connection
         */
        void say(byte[] bytes, boolean tellsOfCard);
    }

    private static final int M_UNSUPPORTED_MESSAGE = 109;
    private static final int M_UNSUPPORTED_VERSION = 110;
    private static final int M_UNSUPPORTED_PARAMETER = 111;
    private static final int ANOTHER = 4;
    private static final int KEPT_MOST = 256;

    /** Unanswered keepalives after which it gives the client up. */
    private static final int PATIENCE = 3;

    private static final int ROSPEC_EVENTS = 2;
    private static final int EXCEPTION_EVENTS = 4;
    private static final int ANTENNA_EVENTS = 8;

    private final Set<Quirk> quirks;
    private final Mouth mouth;
    private final LlrpTelling telling;
    private final long onSince = System.nanoTime();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile Map<CardId, Integer> field = Map.of();

    private LlrpRoSpecs roSpecs = new LlrpRoSpecs();
    private LlrpHost host = new LlrpHost();
    private final Queue<byte[]> kept = new ArrayDeque<>();
    private final List<byte[]> pending = new ArrayList<>();
    private final Set<Integer> events = new HashSet<>();
    private boolean connected;
    private boolean holding;
    private boolean holdsUponReconnect;
    private Duration keepalive = Duration.ZERO;
    private long keepaliveNanos;
    private int unanswered;
    private long readNanos;
    private int ids;

    LlrpSession(Set<Quirk> quirks, Mouth mouth) {
        this.quirks = Set.copyOf(quirks);
        this.mouth = mouth;
        this.telling =
                new LlrpTelling(
                        !quirks.contains(Quirk.UPTIME_ONLY), !quirks.contains(Quirk.NO_HOLDING));
    }

    void powerOn() {
        roSpecs = new LlrpRoSpecs();
        kept.clear();
        pending.clear();
        factoryDefaults();
        left();
    }

    private void factoryDefaults() {
        events.clear();
        keepalive = Duration.ZERO;
        holdsUponReconnect = false;
    }

    /** What a client hears that is turned away. Any thread. */
    byte[] refusal(int status) {
        return telling.event(0, micros(), LlrpTelling.connectionAttempt(status));
    }

    void greet() {
        host = new LlrpHost();
        connected = true;
        holding = holdsUponReconnect;
        unanswered = 0;
        keepaliveNanos = System.nanoTime();
        mouth.say(telling.event(ids++, micros(), LlrpTelling.connectionAttempt(0)), false);
        pour();
    }

    void left() {
        connected = false;
    }

    void strangers(int count) {
        for (int stranger = 0; stranger < count && connected; stranger++) {
            mouth.say(
                    telling.event(ids++, micros(), LlrpTelling.connectionAttempt(ANOTHER)), false);
        }
    }

    void hear(byte[] bytes) {
        if (!connected) {
            return;
        }
        for (Heard heard : host.hear(bytes)) {
            switch (heard) {
                case Heard.Message(var type, var id, var body) ->
                        request(type, id, ByteBuffer.wrap(body));
                case Heard.OtherVersion(var id) ->
                        error(id, M_UNSUPPORTED_VERSION, "this reader speaks 1.0.1");
                case Heard.Nonsense nonsense -> closeConnection();
            }
        }
    }

    private void request(int type, int id, ByteBuffer body) {
        try {
            switch (type) {
                case 1 -> mouth.say(LlrpWriter.message(11, id, telling.capabilities()), false);
                case 2 -> answer(12, id, configuration());
                case 3 -> {
                    configure(body);
                    answer(13, id, ok());
                }
                case 14 -> {
                    answer(4, id, ok());
                    mouth.say(new byte[0], false);
                }
                case 20 -> {
                    roSpecs.add(LlrpRoSpec.read(body, LlrpTelling.POWERS));
                    answer(30, id, ok());
                }
                case 21 -> {
                    ended(roSpecs.delete(body.getInt()));
                    answer(31, id, ok());
                }
                case 22 -> {
                    roSpecs.start(body.getInt());
                    answer(32, id, ok());
                    begun(roSpecs.active().stream().toList());
                }
                case 23 -> {
                    ended(roSpecs.stop(body.getInt()));
                    answer(33, id, ok());
                }
                case 24 -> {
                    List<LlrpRoSpec> started = roSpecs.enable(body.getInt());
                    answer(34, id, ok());
                    begun(started);
                }
                case 25 -> {
                    ended(roSpecs.disable(body.getInt()));
                    answer(35, id, ok());
                }
                case 41 -> answer(51, id, ok()); // there are no AccessSpecs to delete
                case 60 -> flush();
                case 64 -> {
                    holding = false;
                    pour();
                }
                case 72 -> unanswered = 0;
                default ->
                        error(id, M_UNSUPPORTED_MESSAGE, "message %d is unknown".formatted(type));
            }
        } catch (Wrong e) {
            refuse(type, id, e.status(), String.valueOf(e.getMessage()));
        } catch (BufferUnderflowException e) {
            refuse(type, id, LlrpParameters.MALFORMED, "a field is missing");
        }
    }

    private void refuse(int type, int id, int status, String words) {
        answer(type + 10, id, LlrpTelling.status(status, words));
    }

    private void answer(int type, int id, LlrpWriter body) {
        mouth.say(LlrpWriter.message(type, id, body), false);
    }

    private void error(int id, int status, String words) {
        mouth.say(LlrpWriter.message(100, id, LlrpTelling.status(status, words)), false);
    }

    private static LlrpWriter ok() {
        return LlrpTelling.status(0, "");
    }

    private LlrpWriter configuration() {
        var all = ok();
        all.tlv(
                220,
                new LlrpWriter().u8(keepalive.isZero() ? 0 : 1).u32((int) keepalive.toMillis()));
        if (telling.holds()) {
            all.tlv(226, new LlrpWriter().u8(holdsUponReconnect ? 0x80 : 0));
        }
        return all;
    }

    private void configure(ByteBuffer body) {
        boolean reset = (body.get() & 0x80) != 0;
        LlrpParameters wanted = LlrpParameters.read(body);
        if (wanted.first(226).isPresent() && !telling.holds()) {
            throw new Wrong(M_UNSUPPORTED_PARAMETER, "this reader holds no reports");
        }
        if (reset) {
            factoryDefaults();
        }
        wanted.first(244).ifPresent(this::chooseEvents);
        wanted.first(220)
                .ifPresent(
                        spec -> {
                            boolean periodic = spec.get() == 1;
                            keepalive = periodic ? Duration.ofMillis(spec.getInt()) : Duration.ZERO;
                            keepaliveNanos = System.nanoTime();
                        });
        wanted.first(226).ifPresent(hold -> holdsUponReconnect = (hold.get() & 0x80) != 0);
    }

    private void chooseEvents(ByteBuffer list) {
        for (LlrpParameters.One one : LlrpParameters.read(list).all()) {
            int event = one.content().getShort();
            if ((one.content().get() & 0x80) != 0) {
                events.add(event);
            } else {
                events.remove(event);
            }
        }
    }

    private void begun(List<LlrpRoSpec> specs) {
        specs.forEach(spec -> event(ROSPEC_EVENTS, LlrpTelling.roSpecEvent(0, spec.id())));
    }

    private void ended(List<LlrpRoSpec> specs) {
        specs.forEach(spec -> event(ROSPEC_EVENTS, LlrpTelling.roSpecEvent(1, spec.id())));
    }

    void endInventory() {
        ended(roSpecs.active().map(spec -> roSpecs.stop(spec.id())).orElse(List.of()));
    }

    void antenna(int number, boolean isConnected) {
        event(ANTENNA_EVENTS, LlrpTelling.antennaEvent(isConnected, number));
    }

    void exception(String words) {
        event(EXCEPTION_EVENTS, LlrpTelling.exception(words));
    }

    private void event(int kind, LlrpWriter event) {
        if (events.contains(kind)) {
            tell(telling.event(ids++, micros(), event), false);
        }
    }

    void closeConnection() {
        mouth.say(telling.event(ids++, micros(), LlrpTelling.connectionClose()), false);
        mouth.say(new byte[0], false);
    }

    /** What is due: keepalives, and reads of the tags in the field. */
    void turn(long now) {
        if (connected && !keepalive.isZero() && now - keepaliveNanos >= keepalive.toNanos()) {
            keepaliveNanos = now;
            if (++unanswered > PATIENCE) {
                closeConnection();
                return;
            }
            mouth.say(LlrpTelling.keepalive(ids++), false);
        }
        Optional<LlrpRoSpec> active = roSpecs.active();
        if (active.isPresent() && now - readNanos >= LlrpEmulator.READ_EVERY.toNanos()) {
            readNanos = now;
            field.forEach((card, dbm) -> read(active.get(), card, dbm));
        }
    }

    private void read(LlrpRoSpec spec, CardId card, int dbm) {
        int content =
                quirks.contains(Quirk.NO_ROSPEC_ID)
                        ? spec.content() & ~LlrpTelling.ROSPEC_ID
                        : spec.content();
        int memory = quirks.contains(Quirk.NO_TAG_CRC) ? 0 : spec.memory();
        pending.add(telling.tag(card, content, memory, spec.id(), dbm, micros()));
        if (pending.size() == spec.every()) {
            flush();
        } else if (pending.size() > KEPT_MOST) {
            pending.removeFirst();
        }
    }

    private void flush() {
        byte[] report = LlrpTelling.report(ids++, pending.toArray(byte[][]::new));
        pending.clear();
        tell(report, true);
    }

    /** Now, or when a client is there and wants it. */
    private void tell(byte[] message, boolean tellsOfCard) {
        if (connected && !holding) {
            mouth.say(message, tellsOfCard);
        } else {
            keep(message);
        }
    }

    private void keep(byte[] message) {
        if (kept.size() == KEPT_MOST) {
            kept.remove();
        }
        kept.add(message);
    }

    private void pour() {
        while (connected && !holding && !kept.isEmpty()) {
            mouth.say(kept.remove(), false);
        }
    }

    void noise(byte[] bytes) {
        if (connected) {
            mouth.say(bytes, false);
        } else {
            keep(bytes);
        }
    }

    /** Any thread. */
    void deliver(Delivery wanted) {
        delivery = wanted;
    }

    Delivery delivery() {
        return delivery;
    }

    /** Any thread. */
    void field(Map<CardId, Integer> others, Optional<CardId> held, int dbm) {
        var all = new HashMap<>(others);
        held.ifPresent(card -> all.put(card, dbm));
        field = Map.copyOf(all);
    }

    Optional<Double> powerDbm() {
        return roSpecs.active()
                .filter(spec -> spec.power() > 0)
                .map(spec -> 10 + 0.25 * (spec.power() - 1));
    }

    private long micros() {
        return telling.utc()
                ? ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())
                : (System.nanoTime() - onSince) / 1000;
    }
}
