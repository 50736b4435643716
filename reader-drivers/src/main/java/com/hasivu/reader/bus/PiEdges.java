package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This computer's pins through Pi4J's gpiod library. Pi4J's own listeners are no use here: they run
 * one thread for each pin and keep no times, so that a pause of the process longer than a bit would
 * swap a 0 and a 1, which parity does not see. The kernel's times tell the order whatever happens
 * here.
 *
 * <p>Threading: one daemon thread reads the pins into an {@link EdgeQueue} and at last frees them.
 */
final class PiEdges implements GpioEdges {
    private static final Pattern FORM = Pattern.compile("gpiochip[0-9]{1,2}");
    private static final String EXAMPLE = "/dev/gpiochip0";
    static final String GROUP = "gpio";

    /** The kernel queues 16 edges a pin: at 0.2 ms a bit, the fastest reader's, 3.2 ms. */
    private static final long LOOK_NANOS = 2_000_000;

    /** An edge's time is taken in the interrupt; it can be read that much later. */
    private static final long LATENCY_NANOS = 1_000_000;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final String device;
    private final List<EdgeLine> lines;
    private final EdgeMerge merge;
    private final EdgeQueue queue = new EdgeQueue();
    private final Thread owner;

    private PiEdges(ReaderConfig config, List<EdgeLine> lines, Duration quiet) {
        this.device = config.device();
        this.lines = List.copyOf(lines);
        this.merge = new EdgeMerge(quiet.toNanos());
        this.owner =
                Thread.ofPlatform().daemon().name("gpio " + config.name()).unstarted(this::watch);
    }

    static PiEdges open(ReaderConfig config, GpioSettings settings) {
        Matcher chip = PiDevice.checked(config, FORM, EXAMPLE, GROUP);
        EdgeLine d0 = PiPins.falling(config, chip.group(), settings.d0());
        try {
            EdgeLine d1 = PiPins.falling(config, chip.group(), settings.d1());
            return watching(config, List.of(d0, d1), settings.quiet());
        } catch (RuntimeException e) {
            d0.close();
            throw e;
        }
    }

    /** Takes the lines over and closes them at last. */
    static PiEdges watching(ReaderConfig config, List<EdgeLine> lines, Duration quiet) {
        var edges = new PiEdges(config, lines, quiet);
        edges.owner.start();
        return edges;
    }

    private void watch() {
        try {
            while (!queue.stopped()) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; a stopped queue ends this
        } catch (RuntimeException e) {
            lost(e);
        } finally {
            lines.forEach(EdgeLine::close);
        }
    }

    private void look() throws InterruptedException {
        boolean unused = lines.getFirst().await(LOOK_NANOS); // sleeps; the rounds below count
        long horizon = System.nanoTime() - LATENCY_NANOS;
        for (EdgeLine line : lines) {
            while (line.await(0)) {
                merge.add(line.number(), line.read());
            }
        }
        for (Got got : merge.upTo(horizon)) {
            queue.put(got);
        }
    }

    private void lost(RuntimeException why) {
        try {
            queue.put(new Got.Lost("%s cannot be read: %s".formatted(device, why.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The kernel queues nothing before the pins are asked for. */
    @Override
    public int staleEdges() {
        return 0;
    }

    @Override
    public Got next(Duration patience) throws InterruptedException {
        return queue.take(patience);
    }

    @Override
    public void close() {
        queue.stop();
        try {
            owner.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner frees the pins on its own
        }
    }
}
