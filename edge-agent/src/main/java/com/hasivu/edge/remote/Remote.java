package com.hasivu.edge.remote;

import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.protocol.wire.CommandState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the folder {@code remote} of the state folder keeps: which commands were taken, and the
 * settings from afar. Settings go one way, each step a rename that is on disk before the next:
 *
 * <pre>
 *   trial.json  --first start with it--&gt;  trial-begun.json  --it held--&gt;  committed.json
 *                                               |
 *                    any other start finds it   +--it did not hold--&gt;  (removed)
 * </pre>
 *
 * <p>So a trial that was cut off, by whatever, is over at the next start, and the last committed
 * settings are in force again. The caller holds the state folder's lock. One thread at a time.
 */
public final class Remote {
    private static final Logger LOG = LoggerFactory.getLogger(Remote.class);
    private static final String MARK = "remote";
    private static final String TRIAL_MARK = "remote, on trial";

    private final SyncedFile committed;
    private final SyncedFile proposed;
    private final SyncedFile begun;
    private final Ledger ledger;
    private Optional<Given> trial = Optional.empty();

    private Remote(Path folder) {
        this.committed = committed(folder);
        this.proposed = new SyncedFile(folder.resolve("trial.json"));
        this.begun = begun(folder);
        this.ledger = Ledger.open(new SyncedFile(folder.resolve("commands.json")));
    }

    /**
     * Opens the folder; it is made when there is something to keep.
     *
     * @throws RemoteException if it cannot be read
     */
    public static Remote open(Path folder) {
        return new Remote(folder);
    }

    /**
     * The settings in force by what is on disk, for who only looks. Changes nothing.
     *
     * @throws RemoteException if the folder cannot be read
     */
    public static StationSettings inForce(StationSettings file, Path folder) {
        Optional<Given> onTrial = begun(folder).read().flatMap(Given::read);
        Optional<Given> given =
                onTrial.isPresent() ? onTrial : committed(folder).read().flatMap(Given::read);
        return given.map(g -> orFile(file, g, onTrial.isPresent() ? TRIAL_MARK : MARK))
                .orElse(file);
    }

    /**
     * The settings this start is made with, once at each start: a proposed trial begins, a trial
     * that was begun before is over.
     */
    public StationSettings begin(StationSettings file) {
        endCutOff();
        Optional<StationSettings> tried = tryProposed(file);
        StationSettings settings = tried.orElseGet(() -> settled(file));
        settleUnderWay();
        return settings;
    }

    /** Whether settings are on trial since this start. */
    public boolean onTrial() {
        return trial.isPresent();
    }

    /**
     * The station cannot start or go on with the settings on trial: the next start is made with the
     * committed ones.
     */
    public void rollBack(String why) {
        String command = trial.orElseThrow().command();
        begun.delete();
        trial = Optional.empty();
        LOG.error("settings of command {} rolled back: {}", command, why);
        end(command, CommandState.COMMAND_ROLLED_BACK, why);
    }

    Optional<Given> trial() {
        return trial;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The next start tries these. */
    void propose(Given given) {
        proposed.write(given.text());
    }

    /** The settings on trial are in force from now on. */
    void commit() {
        Given held = trial.orElseThrow();
        begun.moveTo(committed);
        trial = Optional.empty();
        LOG.info("settings of command {} held and are committed", held.command());
        end(held.command(), CommandState.COMMAND_DONE, "committed");
    }

    private void endCutOff() {
        Optional<String> text = begun.read();
        if (text.isPresent()) {
            begun.delete();
            String command = Given.read(text.get()).map(Given::command).orElse("");
            LOG.error(
                    "settings of command {} rolled back: the station ended while they were on"
                            + " trial",
                    command);
            end(
                    command,
                    CommandState.COMMAND_ROLLED_BACK,
                    "the station ended while they were on trial");
        }
    }

    private Optional<StationSettings> tryProposed(StationSettings file) {
        Optional<String> text = proposed.read();
        Optional<Given> given = text.flatMap(Given::read);
        if (given.isEmpty()) {
            if (text.isPresent()) {
                proposed.delete(); // damaged: its command ends as rolled back
            }
            return Optional.empty();
        }
        try {
            StationSettings settings = file.with(given.get().overlay(TRIAL_MARK));
            proposed.moveTo(begun);
            trial = given;
            LOG.info("settings of command {} are on trial", given.get().command());
            return Optional.of(settings);
        } catch (SettingsException e) { // the file was changed since they were checked
            proposed.delete();
            end(
                    given.get().command(),
                    CommandState.COMMAND_ROLLED_BACK,
                    "they do not fit the settings file: " + e.getMessage());
            return Optional.empty();
        }
    }

    private StationSettings settled(StationSettings file) {
        Optional<String> text = committed.read();
        Optional<Given> given = text.flatMap(Given::read);
        if (text.isPresent() && given.isEmpty()) {
            LOG.error(
                    "{} is damaged; the settings file alone is in force, configure again",
                    committed.path());
        }
        return given.map(g -> orFile(file, g, MARK)).orElse(file);
    }

    /** A command that was under way when the last run ended: what became of it is known now. */
    private void settleUnderWay() {
        for (Entry entry : ledger.underWay()) {
            switch (entry.what()) {
                case RESTART -> end(entry.id(), CommandState.COMMAND_DONE, "started again");
                case RELOAD -> end(entry.id(), CommandState.COMMAND_DONE, "settings file read");
                case CONFIGURE -> settleConfigure(entry);
                default ->
                        end(
                                entry.id(),
                                CommandState.COMMAND_FAILED,
                                "the station ended meanwhile; whether it was done is not known, it is not done again");
            }
        }
    }

    private void settleConfigure(Entry entry) {
        if (trial.filter(given -> given.command().equals(entry.id())).isPresent()) {
            return;
        }
        boolean held =
                committed
                        .read()
                        .flatMap(Given::read)
                        .filter(given -> given.command().equals(entry.id()))
                        .isPresent();
        end(
                entry.id(),
                held ? CommandState.COMMAND_DONE : CommandState.COMMAND_ROLLED_BACK,
                held ? "committed" : "the station ended before they were committed");
    }

    /**
     * A full disk does not keep the station from starting: the entry stays under way, and the next
     * start settles it.
     */
    private void end(String id, CommandState state, String detail) {
        try {
            ledger.find(id)
                    .ifPresent(
                            entry ->
                                    ledger.put(
                                            entry.to(state, detail, System.currentTimeMillis())));
        } catch (RemoteException e) {
            LOG.error("{}", e.getMessage());
        }
    }

    private static StationSettings orFile(StationSettings file, Given given, String mark) {
        try {
            return file.with(given.overlay(mark));
        } catch (SettingsException e) {
            LOG.error(
                    "settings from afar (command {}) do not fit the settings file any more; the"
                            + " file alone is in force, configure again: {}",
                    given.command(),
                    e.getMessage());
            return file;
        }
    }

    private static SyncedFile committed(Path folder) {
        return new SyncedFile(folder.resolve("committed.json"));
    }

    private static SyncedFile begun(Path folder) {
        return new SyncedFile(folder.resolve("trial-begun.json"));
    }
}
