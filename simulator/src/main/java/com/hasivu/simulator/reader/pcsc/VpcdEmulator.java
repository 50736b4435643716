package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A card in vpcd, the virtual reader of the vsmartcard project: pcscd itself speaks to it, through
 * a driver like any other. The card answers as an ACR122U with a card would. Connected is held;
 * pulling the cable is taking the card away, as the virtual reader stays. Source: vsmartcard,
 * documentation of vpcd.
 *
 * <pre>
 * length: u16, high byte first | command         from pcscd; one byte 00 off, 01 on, 02 reset, 04 ATR?
 * length: u16, high byte first | answer or ATR   to pcscd; nothing after off, on, reset
 * </pre>
 *
 * <p>Threading: one daemon thread speaks to pcscd; the methods may be called from any.
 */
public final class VpcdEmulator implements EmulatedReader {
    /** Of the first virtual reader; each further one has the next. */
    public static final int FIRST_PORT = 35_963;

    private static final Logger LOG = LoggerFactory.getLogger(VpcdEmulator.class);
    private static final int CONTROL = 1;
    private static final int ATR_WANTED = 4;
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int CONNECT_MILLIS = 1_000;

    private final InetSocketAddress address;
    private final Acr122u reader = new Acr122u();
    private final Thread card;
    private volatile boolean plugged = true;
    private volatile boolean closed;
    private volatile Optional<Socket> socket = Optional.empty();

    /**
     * @param address where vpcd listens; it may also come later
     */
    public VpcdEmulator(InetSocketAddress address) {
        this.address = address;
        card = Thread.ofPlatform().daemon().name("emulated pcsc card").start(this::run);
    }

    private void run() {
        while (!closed) {
            if (plugged && reader.card().isPresent()) {
                speak();
            }
            if (!closed) {
                LockSupport.parkNanos(RETRY.toNanos()); // present and plugIn unpark
            }
        }
    }

    private void speak() {
        try (var connected = new Socket()) {
            socket = Optional.of(connected);
            connected.connect(address, CONNECT_MILLIS);
            connected.setTcpNoDelay(true);
            var in = new DataInputStream(connected.getInputStream());
            var out = new DataOutputStream(connected.getOutputStream());
            while (plugged && reader.card().isPresent()) {
                byte[] command = new byte[in.readUnsignedShort()];
                in.readFully(command);
                byte[] answer =
                        command.length == CONTROL
                                ? (command[0] == ATR_WANTED ? Acr122u.atr() : new byte[0])
                                : reader.answer(command);
                if (answer.length > 0) {
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (IOException e) {
            LOG.debug("no vpcd at {}, or the card was taken away: {}", address, e.toString());
        } finally {
            socket = Optional.empty();
        }
    }

    private void letGo() {
        socket.ifPresent(
                open -> {
                    try {
                        open.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** The virtual reader's name in PC/SC, with _ for blanks. */
    @Override
    public String device() {
        return "Virtual_PCD_00_%02X".formatted(address.getPort() - FIRST_PORT);
    }

    /** The reader, for its lamps. */
    public Acr122u reader() {
        return reader;
    }

    @Override
    public void present(CardId held) {
        reader.present(held);
        LockSupport.unpark(card);
    }

    @Override
    public void remove() {
        reader.remove();
        letGo();
    }

    /** PC/SC carries whole answers only: nothing can be made up on the way. */
    @Override
    public void noise(byte[] bytes) {}

    @Override
    public void deliver(Delivery wanted) {
        reader.deliver(wanted);
    }

    @Override
    public void unplug() {
        plugged = false;
        letGo();
    }

    @Override
    public void plugIn() {
        reader.restart();
        plugged = true;
        LockSupport.unpark(card);
    }

    @Override
    public void close() {
        closed = true;
        plugged = false;
        letGo();
        LockSupport.unpark(card);
    }
}
