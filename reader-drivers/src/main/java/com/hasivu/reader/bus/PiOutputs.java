package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Output pins through Pi4J. Its context stays open for the life of the process: shutting it down
 * would free the pins of every reader too ({@link PiPins}). Not thread-safe.
 */
public final class PiOutputs implements OutputPins {
    private static final Pattern FORM = Pattern.compile("gpiochip[0-9]{1,2}");
    private static final String EXAMPLE = "/dev/gpiochip0";

    private static @Nullable Context header; // guarded by the class

    private final ReaderConfig config;
    private final Context context;
    private final Map<Integer, DigitalOutput> pins = new LinkedHashMap<>();

    private PiOutputs(ReaderConfig config, Context context) {
        this.config = config;
        this.context = context;
    }

    static PiOutputs open(ReaderConfig config, Map<Integer, Boolean> safe) {
        Matcher chip = PiDevice.checked(config, FORM, EXAMPLE, PiEdges.GROUP);
        Context context;
        try {
            GpioDContext.getInstance().setChip(chip.group());
            context = header();
        } catch (RuntimeException | LinkageError e) {
            throw PiDevice.failed(config, PiEdges.GROUP, e);
        }
        return over(context, config, safe);
    }

    /**
     * Pins of any Pi4J provider.
     *
     * @throws ReaderException if a pin cannot be had; those that could are free again
     */
    public static PiOutputs over(Context context, ReaderConfig config, Map<Integer, Boolean> safe) {
        var outputs = new PiOutputs(config, context);
        try {
            safe.forEach(outputs::take);
            return outputs;
        } catch (RuntimeException | LinkageError e) {
            outputs.close();
            throw PiDevice.failed(config, PiEdges.GROUP, e);
        }
    }

    private static synchronized Context header() {
        Context made = header;
        if (made == null) {
            made =
                    Pi4J.newContextBuilder()
                            .noAutoDetect()
                            .disableShutdownHook()
                            .add(GpioDDigitalOutputProvider.newInstance())
                            .build();
            header = made;
        }
        return made;
    }

    private void take(int pin, boolean safe) {
        DigitalState level = DigitalState.getState(safe);
        pins.put(
                pin,
                context.create(
                        DigitalOutput.newConfigBuilder(context)
                                .id("hasivu-" + config.name() + "-" + pin)
                                .address(pin)
                                .initial(level)
                                .shutdown(level)
                                .build()));
    }

    @Override
    public void set(int pin, boolean high) {
        DigitalOutput output = pins.get(pin);
        if (output == null) {
            throw new ReaderException(
                    "reader %s: pin %d is not taken or no more; take it when it is opened"
                            .formatted(config.name(), pin));
        }
        try {
            output.setState(high);
        } catch (com.pi4j.exception.Pi4JException e) {
            throw new ReaderException(
                    "reader %s: pin %d of %s does not switch (%s); check that no other program has it (gpioinfo shows it)"
                            .formatted(config.name(), pin, config.device(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() {
        pins.values().forEach(output -> context.shutdown(output.id()));
        pins.clear();
    }
}
