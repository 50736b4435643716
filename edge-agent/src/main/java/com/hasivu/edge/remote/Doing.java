package com.hasivu.edge.remote;

import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandState;
import com.hasivu.protocol.wire.Configure;
import com.hasivu.protocol.wire.SetLogLevel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Does one command after the other. What is checked first and refused changes nothing. */
final class Doing {
    private static final Logger LOG = LoggerFactory.getLogger(Doing.class);
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(60);

    private final Remote remote;
    private final StationSettings file;
    private final Hands hands;
    private final Host host;
    private final LogLevels levels = new LogLevels("com.hasivu");
    private Optional<Entry> refetching = Optional.empty();
    private long refetchUntil;

    Doing(Remote remote, StationSettings file, Hands hands, Host host) {
        this.remote = remote;
        this.file = file;
        this.hands = hands;
        this.host = host;
    }

    void begin(Command command) {
        LOG.info(
                "command {}: {}",
                command.getId(),
                command.getWhatCase().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        switch (command.getWhatCase()) {
            case BLINK -> blink(command, command.getBlink().getReader());
            case SET_LOG_LEVEL -> setLogLevel(command, command.getSetLogLevel());
            case REFETCH_SNAPSHOT -> refetch(command);
            case RELOAD -> reload(command);
            case RESTART -> restart(command);
            case CONFIGURE -> configure(command, command.getConfigure());
            case WHAT_NOT_SET -> throw new IllegalStateException("the check lets this through");
        }
    }

    /** Whether {@link #look} must be called again soon. */
    boolean pending() {
        return refetching.isPresent() || levels.changed();
    }

    void look(long nowNanos) {
        levels.tick(nowNanos);
        refetching.ifPresent(
                entry -> {
                    if (!hands.awaitsSnapshot()) {
                        refetching = Optional.empty();
                        end(entry, CommandState.COMMAND_DONE, "the whole snapshot came");
                    } else if (nowNanos - refetchUntil >= 0) {
                        refetching = Optional.empty();
                        end(
                                entry,
                                CommandState.COMMAND_FAILED,
                                "no whole snapshot within %d s; it is taken when it comes"
                                        .formatted(SNAPSHOT_PATIENCE.toSeconds()));
                    }
                });
    }

    void close() {
        levels.restore();
    }

    private void blink(Command command, String reader) {
        Entry entry = accept(command);
        Optional<String> why = hands.blink(reader);
        end(
                entry,
                why.isEmpty() ? CommandState.COMMAND_DONE : CommandState.COMMAND_FAILED,
                why.orElse("reader " + reader + " was asked to blink"));
    }

    private void setLogLevel(Command command, SetLogLevel wish) {
        Duration lasting =
                wish.getForMillis() == 0
                        ? LogLevels.DEFAULT
                        : Duration.ofMillis(wish.getForMillis());
        if (!LogLevels.NAMES.contains(wish.getLevel())) {
            refuse(
                    command,
                    "level is '%s'; use one of %s".formatted(wish.getLevel(), LogLevels.NAMES));
        } else if (lasting.isNegative() || lasting.compareTo(LogLevels.LONGEST) > 0) {
            refuse(command, "lasts %s; use up to %s".formatted(lasting, LogLevels.LONGEST));
        } else {
            Entry entry = accept(command);
            levels.set(wish.getLevel(), lasting, System.nanoTime());
            end(
                    entry,
                    CommandState.COMMAND_DONE,
                    "level %s for %d s".formatted(wish.getLevel(), lasting.toSeconds()));
        }
    }

    private void refetch(Command command) {
        if (refetching.isPresent()) {
            refuse(command, "the snapshot is being fetched for command " + refetching.get().id());
            return;
        }
        refetching = Optional.of(accept(command));
        refetchUntil = System.nanoTime() + SNAPSHOT_PATIENCE.toNanos();
        hands.refetchSnapshot();
    }

    private void reload(Command command) {
        if (trialForbids(command)) {
            return;
        }
        StationSettings fresh;
        try {
            fresh = StationSettings.load(file.source().file());
        } catch (SettingsException e) {
            refuse(command, String.valueOf(e.getMessage()));
            return;
        }
        if (!fresh.stateDir().equals(file.stateDir())) {
            refuse(
                    command,
                    "state-dir is now %s, this run has %s; stop the station to move its state"
                            .formatted(fresh.stateDir(), file.stateDir()));
            return;
        }
        accept(command);
        host.again(fresh);
    }

    private void restart(Command command) {
        if (!trialForbids(command)) {
            accept(command);
            host.leave();
        }
    }

    private void configure(Command command, Configure wish) {
        if (trialForbids(command)) {
            return;
        }
        Duration patience =
                wish.getTrialMillis() == 0
                        ? TrialWatch.DEFAULT
                        : Duration.ofMillis(wish.getTrialMillis());
        if (patience.compareTo(TrialWatch.SHORTEST) < 0
                || patience.compareTo(TrialWatch.LONGEST) > 0) {
            refuse(
                    command,
                    "the trial may take %s; use %s to %s"
                            .formatted(patience, TrialWatch.SHORTEST, TrialWatch.LONGEST));
            return;
        }
        var values = new TreeMap<String, String>();
        wish.getSettingsList().forEach(one -> values.put(one.getKey(), one.getValue()));
        Given given = new Given(command.getId(), patience.toMillis(), values);
        try {
            var checked = file.with(given.overlay(""));
            LOG.debug("command {} makes {} settings", command.getId(), checked.shown().size());
        } catch (SettingsException e) {
            refuse(command, String.valueOf(e.getMessage()));
            return;
        }
        Entry entry = accept(command);
        try {
            remote.propose(given);
        } catch (RemoteException e) {
            end(entry, CommandState.COMMAND_FAILED, "nothing tried: " + e.getMessage());
            return;
        }
        host.again(file);
    }

    private boolean trialForbids(Command command) {
        remote.trial()
                .ifPresent(
                        trial ->
                                refuse(
                                        command,
                                        "the settings of command %s are on trial; wait for their end"
                                                .formatted(trial.command())));
        return remote.onTrial();
    }

    /** On disk and told, before anything is done. */
    private Entry accept(Command command) {
        return keep(Entry.of(command, CommandState.COMMAND_ACCEPTED, "", now()));
    }

    private void refuse(Command command, String why) {
        LOG.warn("command {} refused: {}", command.getId(), why);
        keep(Entry.of(command, CommandState.COMMAND_REFUSED, why, now()));
    }

    private void end(Entry entry, CommandState state, String detail) {
        LOG.info("command {}: {}, {}", entry.id(), state, detail);
        keep(entry.to(state, detail, now()));
    }

    private Entry keep(Entry entry) {
        remote.ledger().put(entry);
        hands.tell(entry.result());
        return entry;
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
