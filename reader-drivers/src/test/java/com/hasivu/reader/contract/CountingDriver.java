package com.hasivu.reader.contract;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.RfidReader;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver that counts how often it is asked to open, and lets a test act as soon as a port is. */
record CountingDriver(ReaderDriver driver, AtomicInteger attempts, Runnable onOpen)
        implements ReaderDriver {
    @Override
    public String kind() {
        return driver.kind();
    }

    @Override
    public Set<String> settings() {
        return driver.settings();
    }

    @Override
    public Set<String> secrets() {
        return driver.secrets();
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        return driver.presence(config);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        attempts.incrementAndGet();
        RfidReader reader = driver.open(config);
        onOpen.run();
        return reader;
    }

    @Override
    public FrameDecoder decoder() {
        return driver.decoder();
    }
}
