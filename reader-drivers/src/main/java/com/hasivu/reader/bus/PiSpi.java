package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiBus;
import com.pi4j.io.spi.SpiMode;
import com.pi4j.plugin.linuxfs.provider.spi.LinuxFsSpiProvider;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This computer's SPI through Pi4J. A context of its own for each reader, so that closing one shuts
 * down no other. The kernel lets any number of programs use one chip select at once, so a lock on
 * the device file keeps it to one.
 */
final class PiSpi implements SpiPort {
    private static final Pattern FORM = Pattern.compile("spidev([0-6])\\.([0-9]{1,2})");
    private static final String EXAMPLE = "/dev/spidev0.0";
    private static final String GROUP = "spi";

    private final String device;
    private final DeviceLock lock;
    private final Context context;
    private final Spi spi;
    private final Optional<PiPins.Output> reset;
    private boolean closed; // guarded by this

    private PiSpi(
            String device,
            DeviceLock lock,
            Context context,
            Spi spi,
            Optional<PiPins.Output> reset) {
        this.device = device;
        this.lock = lock;
        this.context = context;
        this.spi = spi;
        this.reset = reset;
    }

    /** Pi4J with nothing but the kernel's SPI. */
    static Context context() {
        return Pi4J.newContextBuilder()
                .noAutoDetect()
                .disableShutdownHook()
                .add(LinuxFsSpiProvider.newInstance())
                .build();
    }

    static PiSpi open(ReaderConfig config, SpiSettings settings, Supplier<Context> pi) {
        Matcher name = PiDevice.checked(config, FORM, EXAMPLE, GROUP);
        var lock = DeviceLock.take(config, GROUP);
        Optional<Context> context = Optional.empty();
        try {
            context = Optional.of(pi.get());
            Spi spi = context.get().create(wiring(config, settings, name, context.get()));
            var reset = settings.reset().map(pin -> PiPins.reset(config, pin));
            return new PiSpi(config.device(), lock, context.get(), spi, reset);
        } catch (ReaderException e) {
            free(context, lock);
            throw e;
        } catch (RuntimeException | LinkageError e) {
            free(context, lock);
            throw PiDevice.failed(config, GROUP, e);
        }
    }

    private static com.pi4j.io.spi.SpiConfig wiring(
            ReaderConfig config, SpiSettings settings, Matcher name, Context context) {
        return Spi.newConfigBuilder(context)
                .id("spi-" + config.name())
                .bus(SpiBus.getByNumber(Integer.parseInt(name.group(1))))
                .address(Integer.parseInt(name.group(2)))
                .mode(SpiMode.MODE_0)
                .baud(settings.hertz())
                .build();
    }

    private static void free(Optional<Context> context, DeviceLock lock) {
        try {
            context.ifPresent(Context::shutdown);
        } finally {
            lock.close();
        }
    }

    @Override
    public synchronized Exchange transfer(byte[] out) {
        if (closed) {
            return new Exchange.Closed();
        }
        var in = new byte[out.length];
        try {
            return spi.transfer(out, 0, in, 0, out.length) < 0
                    ? new Exchange.Lost("%s does not transfer".formatted(device))
                    : new Exchange.In(in);
        } catch (RuntimeException e) {
            return new Exchange.Lost("%s: %s".formatted(device, e));
        }
    }

    /** A transfer under way, of a few bytes, ends first. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            reset.ifPresent(PiPins.Output::close);
            free(Optional.of(context), lock);
        }
    }
}
