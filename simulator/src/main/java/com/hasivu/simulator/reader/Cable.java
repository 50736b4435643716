package com.hasivu.simulator.reader;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

import javax.net.ServerSocketFactory;

/**
 * A cable between an emulated reader and a station, that can be pulled and put back. Thread-safe.
 */
public interface Cable extends AutoCloseable {
    /** A pseudo-terminal behind {@code device}, a link this makes. */
    static Cable pty(Path device, Pacing pacing) {
        return new PtyCable(device, pacing);
    }

    /**
     * A server socket with one station at a time: a second one is turned away by closing its
     * connection.
     *
     * @param listen port 0 takes a free one
     */
    static NetworkCable tcp(InetSocketAddress listen, Pacing pacing) {
        return tcp(ServerSocketFactory.getDefault(), listen, pacing, NetworkCable.Door.CLOSED);
    }

    /**
     * As {@link #tcp(InetSocketAddress, Pacing)}.
     *
     * @param sockets of {@link javax.net.ssl.SSLContext#getServerSocketFactory} for TLS
     * @param door what a second station hears
     */
    static NetworkCable tcp(
            ServerSocketFactory sockets,
            InetSocketAddress listen,
            Pacing pacing,
            NetworkCable.Door door) {
        return new TcpCable(sockets, listen, pacing, door);
    }

    /**
     * What a station's configuration names; stays the same over {@link #pull} and {@link #plugIn}.
     */
    String device();

    /**
     * Bytes from the station; empty if none came within {@code patience}, or the cable is pulled.
     */
    byte[] read(Duration patience);

    /**
     * From now on the line gives the station its own bytes back, as RS-485 adapters do that listen
     * while they speak.
     */
    void echo(boolean on);

    /** Bytes to the station. Lost while pulled. */
    void write(byte[] bytes);

    /** One frame, as {@code delivery} wants it. */
    void write(byte[] frame, Delivery delivery);

    /** A station can hear. */
    boolean isPlugged();

    /** Counts connections: grows when another station, or the same again, has connected. */
    long session();

    void pull();

    void plugIn();

    @Override
    void close();
}
