package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.pcsc.Pcsc;
import com.hasivu.reader.pcsc.PcscException;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A smart card service in this process with one ACR122U: refuses what pcscd refuses, with its
 * codes, and forgets its connections when it is started anew. Thread-safe.
 */
final class EmulatedService implements Pcsc {
    static final String READER = "ACS ACR122U PICC Interface 00 00";

    // SCARD_STATE_, of pcsclite.h
    private static final int UNKNOWN = 0x4 | 0x1 | 0x2;
    private static final int EMPTY = 0x10;
    private static final int PRESENT = 0x20;
    private static final int MUTE = 0x200;

    private static final int NO_SERVICE = 0x8010001D;
    private static final int INVALID_HANDLE = 0x80100003;
    private static final int UNKNOWN_READER = 0x80100009;
    private static final int SHARING_VIOLATION = 0x8010000B;
    private static final int NO_SMARTCARD = 0x8010000C;
    private static final int REMOVED_CARD = 0x80100069;
    private static final int SECURITY_VIOLATION = 0x8010006A;
    private static final int NOT_TRANSACTED = 0x80100016;

    final Acr122u reader = new Acr122u();
    private final AtomicInteger run = new AtomicInteger(1);
    private final AtomicInteger movements = new AtomicInteger();
    private final CountDownLatch thawed = new CountDownLatch(1);
    private volatile boolean frozen;
    volatile boolean running = true;
    volatile boolean plugged = true;
    volatile boolean taken;
    volatile boolean forbidden;
    volatile boolean mute;
    volatile boolean escapes = true;

    void present(CardId card) {
        reader.present(card);
        movements.incrementAndGet();
    }

    void remove() {
        reader.remove();
        movements.incrementAndGet();
    }

    void plugIn() {
        reader.restart();
        plugged = true;
    }

    /** As by SIGSTOP: no call comes back. */
    void freeze() {
        frozen = true;
    }

    void thaw() {
        thawed.countDown();
    }

    void stop() {
        running = false;
    }

    void start() {
        run.incrementAndGet();
        running = true;
    }

    private void check(String call, int ofRun) {
        if (frozen) {
            try {
                thawed.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!running) {
            throw new PcscException(call, NO_SERVICE);
        }
        if (ofRun != run.get()) {
            throw new PcscException(call, INVALID_HANDLE);
        }
    }

    @Override
    public Context open() {
        check("SCardEstablishContext", run.get());
        if (forbidden) {
            throw new PcscException("SCardEstablishContext", SECURITY_VIOLATION);
        }
        return new EmulatedContext(run.get());
    }

    private final class EmulatedContext implements Context {
        private final int ofRun;

        EmulatedContext(int ofRun) {
            this.ofRun = ofRun;
        }

        @Override
        public List<String> readers() {
            check("SCardListReaders", ofRun);
            return plugged ? List.of(READER) : List.of();
        }

        @Override
        public int state(String name) {
            check("SCardGetStatusChange", ofRun);
            if (!plugged) {
                return UNKNOWN;
            }
            int card = reader.card().isPresent() ? PRESENT | (mute ? MUTE : 0) : EMPTY;
            return movements.get() << 16 | card;
        }

        @Override
        public Connection connectCard(String name) {
            connectReader(name).close();
            if (reader.card().isEmpty()) {
                throw new PcscException("SCardConnect", NO_SMARTCARD);
            }
            if (taken) {
                throw new PcscException("SCardConnect", SHARING_VIOLATION);
            }
            return new EmulatedConnection(ofRun);
        }

        @Override
        public Connection connectReader(String name) {
            check("SCardConnect", ofRun);
            if (!plugged || !name.equals(READER)) {
                throw new PcscException("SCardConnect", UNKNOWN_READER);
            }
            return new EmulatedConnection(ofRun);
        }

        @Override
        public void close() {}
    }

    private final class EmulatedConnection implements Connection {
        private final int ofRun;
        private final int atMovement = movements.get();

        EmulatedConnection(int ofRun) {
            this.ofRun = ofRun;
        }

        @Override
        public byte[] transmit(byte[] command) {
            check("SCardTransmit", ofRun);
            if (movements.get() != atMovement) {
                throw new PcscException("SCardTransmit", REMOVED_CARD);
            }
            return reader.answer(command);
        }

        @Override
        public byte[] escape(byte[] command) {
            check("SCardControl", ofRun);
            if (!escapes) {
                throw new PcscException("SCardControl", NOT_TRANSACTED);
            }
            return reader.answer(command);
        }

        @Override
        public void close() {}
    }
}
