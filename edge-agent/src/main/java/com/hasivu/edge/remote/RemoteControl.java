package com.hasivu.edge.remote;

import com.hasivu.edge.remote.CommandCheck.Verdict;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.CommandState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Does what the cloud commands, each command once: it is on disk as accepted before anything is
 * done, and what was under way when the station ended is never begun again.
 *
 * <p>Threading: one platform thread, {@code remote}, as it waits for the disk; it alone touches the
 * plain fields, and {@link Remote} from {@link #start} on. No failure here ends the station.
 */
public final class RemoteControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteControl.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration END = Duration.ofSeconds(5);

    private final Remote remote;
    private final Hands hands;
    private final Host host;
    private final Doing doing;
    private final Deque<Command> undated = new ArrayDeque<>();
    private final CommandQueue commands;
    private final Thread thread = Thread.ofPlatform().name("remote").unstarted(this::run);
    private final StationSettings file;
    private final long startedNanos = System.nanoTime();
    private volatile boolean stopping;

    /**
     * Not listening yet.
     *
     * @param commands where they come from
     * @param remote begun with this start of the station
     * @param file the settings file as this run read it
     */
    public RemoteControl(
            CommandQueue commands, Remote remote, StationSettings file, Hands hands, Host host) {
        this.commands = commands;
        this.remote = remote;
        this.file = file;
        this.hands = hands;
        this.host = host;
        this.doing = new Doing(remote, file, hands, host);
    }

    /** Begins to listen. Once. */
    public RemoteControl start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!stopping) {
            try {
                Optional<Command> next = await();
                next.ifPresent(this::take);
                look();
            } catch (InterruptedException e) {
                stopping = true;
            } catch (RuntimeException e) {
                LOG.error(
                        "a command was not done; the cloud sends it again: {}", e.getMessage(), e);
            }
        }
        doing.close();
    }

    private Optional<Command> await() throws InterruptedException {
        boolean pending = remote.onTrial() || !undated.isEmpty() || doing.pending();
        return commands.take(pending ? LOOK : IDLE);
    }

    private void take(Command command) {
        Optional<Long> now = hands.cloudMillis();
        Ledger ledger = remote.ledger();
        long notBefore = now.map(ledger::notBefore).orElse(0L);
        switch (CommandCheck.of(command, ledger.find(command.getId()), now, notBefore)) {
            case Verdict.Repeat(var entry) -> hands.tell(entry.result());
            case Verdict.Later later -> keep(command);
            case Verdict.Not(var state, var why) -> not(command, state, why, now.orElseThrow());
            case Verdict.Do yes -> {
                if (ledger.hasRoom(now.orElseThrow())) {
                    doing.begin(command);
                } else {
                    not(
                            command,
                            CommandState.COMMAND_REFUSED,
                            "%d commands of the last days are remembered, no more fit"
                                    .formatted(Ledger.MAX_ENTRIES),
                            now.orElseThrow());
                }
            }
        }
    }

    /** Remembered too, when there is room: the same command is not done a moment later. */
    private void not(Command command, CommandState state, String why, long cloudMillis) {
        Entry entry = Entry.of(command, state, why, System.currentTimeMillis());
        if (remote.ledger().hasRoom(cloudMillis)) {
            remote.ledger().put(entry);
        }
        LOG.warn("command {} not done: {}", command.getId(), why);
        hands.tell(entry.result());
    }

    private void keep(Command command) {
        if (undated.size() < CommandQueue.LIMIT) {
            undated.add(command);
        }
    }

    private void look() {
        if (hands.cloudMillis().isPresent()) {
            while (!undated.isEmpty()) {
                take(undated.remove());
            }
        }
        doing.look(System.nanoTime());
        remote.trial().ifPresent(this::watch);
    }

    private void watch(Given trial) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        Duration patience = Duration.ofMillis(trial.trialMillis());
        boolean reached = hands.cloudMillis().isPresent();
        switch (TrialWatch.step(elapsed, patience, reached, hands.readersDown())) {
            case TrialWatch.Step.Wait waiting -> {}
            case TrialWatch.Step.Commit commit -> {
                remote.commit();
                result(trial.command()).ifPresent(hands::tell);
            }
            case TrialWatch.Step.RollBack(var why) -> {
                remote.rollBack(why);
                result(trial.command()).ifPresent(hands::tell);
                host.again(file);
            }
        }
    }

    private Optional<CommandResult> result(String id) {
        return remote.ledger().find(id).map(Entry::result);
    }

    /** Ends the thread; a command under way is finished first, unless that takes too long. */
    @Override
    public void close() {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        commands.wake();
        try {
            if (!thread.join(END)) {
                LOG.warn("a command is still being done; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
