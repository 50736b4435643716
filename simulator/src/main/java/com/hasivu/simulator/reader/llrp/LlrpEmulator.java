package com.hasivu.simulator.reader.llrp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Cable;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.NetworkCable;
import com.hasivu.simulator.reader.Pacing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * A UHF reader that speaks LLRP 1.0.1: greets one client and turns others away, keeps its ROSpecs
 * and its reports while nobody is connected, and tells each tag in its field every 60 ms while a
 * ROSpec is active. Source: LLRP 1.0.1, sections 6, 10, 13 and 18.1, and captures of an Impinj R420
 * in docs/readers/llrp.md.
 *
 * <p>Threading: one daemon thread is the reader; the methods may be called from any.
 */
public final class LlrpEmulator implements EmulatedReader {
    /** How often a tag in the field is read. */
    public static final Duration READ_EVERY = Duration.ofMillis(60);

    /** In what readers differ. */
    public enum Quirk {
        /** Leaves the ROSpec's id out of its reports, whatever the client asked. */
        NO_ROSPEC_ID,
        /** Has no clock that knows the date. */
        UPTIME_ONLY,
        /** Leaves the tag's PC and checksum out. */
        NO_TAG_CRC,
        /** Refuses a request to hold reports, or not to. */
        NO_HOLDING
    }

    private static final Duration TURN = Duration.ofMillis(5);
    private static final int NEAR_DBM = -45;
    private static final int TAKEN = 2;

    private final NetworkCable cable;
    private final Object reader = new Object();
    private final LlrpSession session;
    private final AtomicInteger strangers = new AtomicInteger();
    private final Map<CardId, Integer> field = new ConcurrentHashMap<>();
    private volatile Optional<CardId> held = Optional.empty();
    private volatile Duration staleFor = Duration.ZERO;
    private volatile long leftNanos;
    private volatile boolean stale;
    private volatile boolean mute;
    private volatile boolean plugged = true;
    private volatile boolean closed;
    private long heardSession; // the reader's thread only
    private volatile boolean connected; // written by the reader's thread

    /** A reader on a network. */
    public static LlrpEmulator at(InetSocketAddress listen, Pacing pacing) {
        return at(ServerSocketFactory.getDefault(), listen, pacing, Set.of());
    }

    /**
     * As {@link #at(InetSocketAddress, Pacing)}.
     *
     * @param sockets of an SSLContext for TLS
     */
    public static LlrpEmulator at(
            ServerSocketFactory sockets,
            InetSocketAddress listen,
            Pacing pacing,
            Set<Quirk> quirks) {
        return new LlrpEmulator(sockets, listen, pacing, quirks);
    }

    private LlrpEmulator(
            ServerSocketFactory sockets,
            InetSocketAddress listen,
            Pacing pacing,
            Set<Quirk> quirks) {
        cable = Cable.tcp(sockets, listen, pacing, this::refusal);
        session = new LlrpSession(quirks, this::say);
        Thread.ofPlatform().daemon().name("emulated llrp").start(this::run);
    }

    /** A report of one read, as asked with ROSpec id, antenna, RSSI, time, PC and checksum. */
    public static byte[] frame(CardId card) {
        var telling = new LlrpTelling(true, true);
        int content =
                LlrpTelling.ROSPEC_ID
                        | LlrpTelling.ANTENNA
                        | LlrpTelling.PEAK_RSSI
                        | LlrpTelling.FIRST_SEEN;
        byte[] tag =
                telling.tag(
                        card,
                        content,
                        LlrpTelling.PC | LlrpTelling.CRC,
                        1,
                        NEAR_DBM,
                        1_594_174_805_140_192L);
        return LlrpTelling.report(1, tag);
    }

    /** On the network's thread. */
    private Optional<byte[]> refusal(boolean taken) {
        boolean stillBelieved =
                !staleFor.isZero()
                        && (connected
                                || (stale && System.nanoTime() - leftNanos < staleFor.toNanos()));
        if (!taken && !stillBelieved) {
            return Optional.empty();
        }
        strangers.incrementAndGet();
        return Optional.of(session.refusal(TAKEN));
    }

    private void run() {
        while (!closed) {
            byte[] bytes = cable.read(TURN);
            synchronized (reader) {
                notice();
                session.hear(mute ? new byte[0] : bytes);
                session.strangers(strangers.getAndSet(0));
                session.turn(System.nanoTime());
            }
        }
    }

    /** Whether a client has come or gone. */
    private void notice() {
        long now = cable.session();
        if (connected && (now != heardSession || !cable.isPlugged())) {
            connected = false;
            leftNanos = System.nanoTime();
            stale = !staleFor.isZero();
            session.left();
        }
        if (!connected && now != heardSession && cable.isPlugged()) {
            connected = true;
            stale = false;
            heardSession = now;
            session.greet();
        }
    }

    private void say(byte[] bytes, boolean tellsOfCard) {
        if (mute) {
            return;
        }
        if (bytes.length == 0) {
            cable.hangUp();
        } else {
            cable.write(bytes, tellsOfCard ? session.delivery() : Delivery.PLAIN);
        }
    }

    /** Says and hears nothing until told otherwise; connections stay, and new ones are taken. */
    public void mute(boolean silent) {
        mute = silent;
    }

    /**
     * From now on, believes in a session for so long after it broke off, as a reader whose client
     * lost its power, and turns everybody away.
     */
    public void keepStaleSessions(Duration howLong) {
        staleFor = howLong;
    }

    /** Another tag in the field, besides the card that is presented. */
    public void neighbour(CardId epc, int dbm) {
        field.put(epc, dbm);
        session.field(field, held, NEAR_DBM);
    }

    /** An antenna's cable comes off, or back on. */
    public void antenna(int number, boolean isConnected) {
        synchronized (reader) {
            session.antenna(number, isConnected);
        }
    }

    /** Something goes wrong in the reader. */
    public void exception(String words) {
        synchronized (reader) {
            session.exception(words);
        }
    }

    /** Ends the inventory by itself. */
    public void endInventory() {
        synchronized (reader) {
            session.endInventory();
        }
    }

    /** Says that it will close the connection, and does. */
    public void hangUp() {
        synchronized (reader) {
            session.closeConnection();
        }
    }

    /** The transmit power the client chose, in dBm; empty while nothing is read. */
    public Optional<Double> powerDbm() {
        synchronized (reader) {
            return session.powerDbm();
        }
    }

    @Override
    public String device() {
        return cable.device();
    }

    @Override
    public void present(CardId card) {
        if (card.bytes().length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has whole words, %s has not".formatted(card));
        }
        held = Optional.of(card);
        session.field(field, held, NEAR_DBM);
    }

    @Override
    public void remove() {
        held = Optional.empty();
        session.field(field, held, NEAR_DBM);
    }

    /** While nobody is connected, the reader keeps them as it keeps its reports. */
    @Override
    public void noise(byte[] bytes) {
        synchronized (reader) {
            if (plugged) {
                session.noise(bytes);
            }
        }
    }

    @Override
    public void deliver(Delivery wanted) {
        session.deliver(wanted);
    }

    @Override
    public void unplug() {
        synchronized (reader) {
            plugged = false;
            cable.pull();
        }
    }

    /** The reader starts from power on: no ROSpec, no kept report. */
    @Override
    public void plugIn() {
        synchronized (reader) {
            session.powerOn();
            stale = false;
            plugged = true;
            cable.plugIn();
        }
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
    }
}
