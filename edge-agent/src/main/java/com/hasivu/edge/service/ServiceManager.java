package com.hasivu.edge.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager's ear: datagrams to the socket in {@code NOTIFY_SOCKET}, as sd_notify(3) of
 * systemd lays them down. Without that variable every word is dropped. Thread-safe.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final int MAX_STATUS = 200;

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;

    private ServiceManager(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /**
     * @param environment of this process
     * @param pid of this process: a watchdog may be meant for another one
     */
    public static ServiceManager in(Map<String, String> environment, long pid) {
        String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (path.isEmpty()) {
            return new ServiceManager(Optional.empty(), Optional.empty());
        }
        String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        Optional<Duration> watchdog =
                meant.equals(Long.toString(pid)) && micros.matches("[1-9]\\d{0,15}")
                        ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
                        : Optional.empty();
        return new ServiceManager(Optional.of(new NotifySocket(path)), watchdog);
    }

    /** How long it waits for a sign of life before it ends the process; empty: for ever. */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** The station serves. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + line(status));
    }

    /** The station ends, as it was told to. */
    public void stopping() {
        tell("STOPPING=1\nSTATUS=ending");
    }

    /** A sign of life. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    /** What a person reads in {@code systemctl status}. */
    public void status(String status) {
        tell("STATUS=" + line(status));
    }

    private static String line(String status) {
        String one = status.replace('\n', ' ');
        return one.length() > MAX_STATUS ? one.substring(0, MAX_STATUS) : one;
    }

    private void tell(String words) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            socket.get().send(words);
        } catch (ServiceException e) {
            LOG.warn("the service manager was not told '{}': {}", words, e.getMessage());
        }
    }
}
