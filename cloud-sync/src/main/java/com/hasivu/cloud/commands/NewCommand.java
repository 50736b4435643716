package com.hasivu.cloud.commands;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Problem.Fault;
import com.hasivu.protocol.wire.Blink;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.Configure;
import com.hasivu.protocol.wire.RefetchSnapshot;
import com.hasivu.protocol.wire.Reload;
import com.hasivu.protocol.wire.RemoteSetting;
import com.hasivu.protocol.wire.Restart;
import com.hasivu.protocol.wire.SetLogLevel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command as it is asked for; openapi.yaml, NewCommand. A field that is not of its kind is a
 * fault.
 */
record NewCommand(
        String kind,
        @Nullable String level,
        @Nullable Integer seconds,
        @Nullable String reader,
        @Nullable Map<String, String> settings,
        @Nullable Integer trialSeconds,
        @Nullable Integer expiresSeconds) {
    private static final Duration LIFE = Duration.ofHours(1);

    Duration life() {
        return expiresSeconds == null ? LIFE : Duration.ofSeconds(expiresSeconds);
    }

    /** Fills in what it asks for; throws a problem that names every fault. */
    Command.Builder into(Command.Builder command) {
        checkFields();
        switch (kind) {
            case "reload" -> command.setReload(Reload.getDefaultInstance());
            case "restart" -> command.setRestart(Restart.getDefaultInstance());
            case "refetch-snapshot" ->
                    command.setRefetchSnapshot(RefetchSnapshot.getDefaultInstance());
            case "blink" -> command.setBlink(Blink.newBuilder().setReader(text(reader)));
            case "set-log-level" ->
                    command.setSetLogLevel(
                            SetLogLevel.newBuilder()
                                    .setLevel(text(level))
                                    .setForMillis(millis(seconds)));
            case "configure" -> {
                var configure = Configure.newBuilder().setTrialMillis(millis(trialSeconds));
                new TreeMap<>(settings == null ? Map.of() : settings)
                        .forEach(
                                (key, value) ->
                                        configure.addSettings(
                                                RemoteSetting.newBuilder()
                                                        .setKey(key)
                                                        .setValue(value)));
                command.setConfigure(configure);
            }
            default ->
                    throw new IllegalStateException("openapi.yaml lets kind " + kind + " through");
        }
        return command;
    }

    private void checkFields() {
        var faults = new LinkedHashMap<String, String>();
        check(faults, "level", level, kind.equals("set-log-level"), true);
        check(faults, "seconds", seconds, kind.equals("set-log-level"), false);
        check(faults, "reader", reader, kind.equals("blink"), true);
        check(faults, "settings", settings, kind.equals("configure"), true);
        check(faults, "trialSeconds", trialSeconds, kind.equals("configure"), false);
        if (!faults.isEmpty()) {
            throw Problem.refused(
                    "command-fields",
                    "the fields do not fit a command of kind '%s'".formatted(kind),
                    faults.entrySet().stream()
                            .map(fault -> Fault.at("/" + fault.getKey(), fault.getValue()))
                            .toArray(Fault[]::new));
        }
    }

    private void check(
            Map<String, String> faults,
            String field,
            @Nullable Object value,
            boolean ofKind,
            boolean needed) {
        if (value != null && !ofKind) {
            faults.put(field, "is no field of kind '%s'; leave it out".formatted(kind));
        } else if (value == null && ofKind && needed) {
            faults.put(field, "is missing for kind '%s'".formatted(kind));
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static long millis(@Nullable Integer seconds) {
        return seconds == null ? 0 : Duration.ofSeconds(seconds).toMillis();
    }
}
