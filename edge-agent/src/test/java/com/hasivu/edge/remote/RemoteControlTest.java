package com.hasivu.edge.remote;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.protocol.wire.Blink;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.CommandState;
import com.hasivu.protocol.wire.Configure;
import com.hasivu.protocol.wire.RefetchSnapshot;
import com.hasivu.protocol.wire.Reload;
import com.hasivu.protocol.wire.RemoteSetting;
import com.hasivu.protocol.wire.Restart;
import com.hasivu.protocol.wire.SetLogLevel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Commands on real files; the station they act on is made of lists. */
class RemoteControlTest {
    /** A trial that ends by what happens in it, however slow the machine is. */
    private static final long LONG_TRIAL = 300_000;

    @TempDir Path folder;
    private final List<CommandResult> told = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Optional<Long> clock = Optional.of(System.currentTimeMillis());
    private volatile boolean awaitsSnapshot;
    private volatile List<String> down = List.of();
    private volatile Runnable atBlink = () -> {};
    private Path config;
    private StationSettings file;
    private CommandQueue commands = new CommandQueue();
    private Optional<RemoteControl> control = Optional.empty();
    private Optional<Remote> remote = Optional.empty();
    private Optional<StationSettings> inForce = Optional.empty();

    @BeforeEach
    void setUp() throws IOException {
        config = Files.writeString(folder.resolve("edge.yaml"), "state-dir: state\n");
        file = StationSettings.load(config);
        start();
    }

    @AfterEach
    void stop() {
        control.ifPresent(RemoteControl::close);
    }

    @Test
    void command_isOnDiskAsAcceptedBeforeItIsDone() {
        var onDisk = new CopyOnWriteArrayList<String>();
        atBlink = () -> onDisk.add(ledger());
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        assertThat(onDisk).singleElement().asString().contains("c1", "COMMAND_ACCEPTED");
        assertThat(ledger()).contains("COMMAND_DONE");
    }

    @Test
    void command_isDoneOnceHoweverOftenItComesAndOverRestarts() {
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        restart();
        send(blink("c1"));
        send(blink("c1"));
        await().until(() -> told.size() == 4); // accepted, done, and done for each repetition
        assertThat(told.subList(1, 4)).allMatch(r -> r.getState() == CommandState.COMMAND_DONE);
        assertThat(done).containsExactly("blink counter-1a");
    }

    /** At most once: what a dead station had begun is told as failed, and not begun again. */
    @Test
    void command_isNotBegunAgainWhenTheStationDiedBetweenAcceptanceAndDoing() {
        atBlink = () -> copy(folder.resolve("state/remote"), folder.resolve("died/remote"));
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        stop();
        told.clear();
        done.clear();
        open(folder.resolve("died/remote"));
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_FAILED);
        assertThat(done).isEmpty();
        assertThat(told.getFirst().getDetail()).contains("not done again");
    }

    @Test
    void command_waitsForTheClocksComparisonAndIsJudgedThen() {
        clock = Optional.empty();
        send(blink("c1"));
        send(blink("late").toBuilder().setExpiresMillis(System.currentTimeMillis() - 1).build());
        send(blink("c2"));
        await().during(java.time.Duration.ofMillis(500)).until(told::isEmpty);
        clock = Optional.of(System.currentTimeMillis());
        await().until(() -> state("c2") == CommandState.COMMAND_DONE);
        assertThat(state("late")).isEqualTo(CommandState.COMMAND_EXPIRED);
        assertThat(done).containsExactly("blink counter-1a", "blink counter-1a");
    }

    @Test
    void commands_fromBeforeADamageOfTheListAreRefusedAndLaterOnesDone() throws IOException {
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        stop();
        Files.write(folder.resolve("state/remote/commands.json"), new byte[] {(byte) 0xC3, 1});
        start();
        told.clear();
        send(blink("c1"));
        await().until(() -> state("c1") == CommandState.COMMAND_REFUSED);
        restart();
        send(blink("c0"));
        await().until(() -> state("c0") == CommandState.COMMAND_REFUSED);
        clock = Optional.of(clock.orElseThrow() + 60_000);
        send(blink("c2").toBuilder().setIssuedMillis(clock.get() - 1_000).build());
        await().until(() -> state("c2") == CommandState.COMMAND_DONE);
        assertThat(done).hasSize(2);
        assertThat(folder.resolve("state/remote/commands.json.damaged")).exists();
    }

    @Test
    void reload_refusesABadFileWithAllProblemsAndTakesAGoodOne() throws IOException {
        Files.writeString(config, "state-dir: state\njournal: { keep: x }\nsignl: none\n");
        send(command("c1").setReload(Reload.getDefaultInstance()).build());
        await().until(() -> state("c1") == CommandState.COMMAND_REFUSED);
        assertThat(told.getLast().getDetail()).contains("journal.keep", "did you mean 'signal'");

        Files.writeString(config, "state-dir: other\n");
        send(command("c2").setReload(Reload.getDefaultInstance()).build());
        await().until(() -> state("c2") == CommandState.COMMAND_REFUSED);
        assertThat(done).isEmpty();

        Files.writeString(config, "state-dir: state\nsignal: none\n");
        send(command("c3").setReload(Reload.getDefaultInstance()).build());
        await().until(() -> done.equals(List.of("again")));
        restart();
        send(command("c3").setReload(Reload.getDefaultInstance()).build());
        await().until(() -> state("c3") == CommandState.COMMAND_DONE);
        assertThat(done).containsExactly("again");
    }

    @Test
    void restart_isDoneOnceTheNextRunHasBegun() {
        send(command("c1").setRestart(Restart.getDefaultInstance()).build());
        await().until(() -> done.equals(List.of("leave")));
        assertThat(state("c1")).isEqualTo(CommandState.COMMAND_ACCEPTED);
        restart();
        send(command("c1").setRestart(Restart.getDefaultInstance()).build());
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        assertThat(done).containsExactly("leave");
    }

    @Test
    void logLevel_returnsByItself() {
        Logger logger = (Logger) LoggerFactory.getLogger("com.hasivu");
        Level before = logger.getLevel(); // of logback-test.xml: it comes back
        assertThat(before).isEqualTo(Level.INFO);
        send(level("c0", "loud", 600));
        await().until(() -> state("c0") == CommandState.COMMAND_REFUSED);
        var levels = new Levels();
        logger.getLoggerContext().addListener(levels);
        try {
            send(level("c1", "debug", 1_500));
            await().until(() -> levels.seen.size() == 2);
        } finally {
            logger.getLoggerContext().removeListener(levels);
        }
        assertThat(state("c1")).isEqualTo(CommandState.COMMAND_DONE);
        assertThat(levels.seen).containsExactly(Level.DEBUG, before);
    }

    /** What the log's level was set to: a look now and then may miss one. */
    private static final class Levels implements LoggerContextListener {
        final List<Level> seen = new CopyOnWriteArrayList<>();

        @Override
        public void onLevelChange(Logger of, Level now) {
            if (of.getName().equals("com.hasivu")) {
                seen.add(now);
            }
        }

        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onStart(LoggerContext context) {}

        @Override
        public void onReset(LoggerContext context) {}

        @Override
        public void onStop(LoggerContext context) {}
    }

    @Test
    void refetch_isDoneWhenTheSnapshotCame() {
        send(command("c1").setRefetchSnapshot(RefetchSnapshot.getDefaultInstance()).build());
        await().until(() -> state("c1") == CommandState.COMMAND_ACCEPTED && awaitsSnapshot);
        awaitsSnapshot = false;
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
    }

    @Test
    void configure_refusesWhatIsWrongAtOnceWithEveryProblem() {
        send(configure("c1", 5_000, Map.of("cloud.url", "http://x", "journal.keep", "soon")));
        await().until(() -> state("c1") == CommandState.COMMAND_REFUSED);
        assertThat(told.getLast().getDetail())
                .contains("cloud.url: cannot be set from afar", "journal.keep: is 'soon'");
        send(configure("c2", 4_999, Map.of()));
        await().until(() -> state("c2") == CommandState.COMMAND_REFUSED);
        assertThat(done).isEmpty();
    }

    @Test
    void trial_isCommittedWhenCloudAndReadersAreThereAndStaysOverRestarts() {
        clock = Optional.empty();
        tryProven("c1", LONG_TRIAL);
        assertThat(inForce.orElseThrow().cardRule()).isEqualTo(CardRule.PROVEN);
        assertThat(shown()).anyMatch(line -> line.endsWith("# remote, on trial"));
        send(command("c9").setRestart(Restart.getDefaultInstance()).build());
        down = List.of("counter-1a");
        clock = Optional.of(System.currentTimeMillis());
        await().until(() -> state("c9") == CommandState.COMMAND_REFUSED);
        assertThat(remote.orElseThrow().onTrial()).isTrue();
        down = List.of();
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        assertThat(shown()).anyMatch(line -> line.matches("cards.assurance: proven +# remote"));
        restart();
        assertThat(inForce.orElseThrow().cardRule()).isEqualTo(CardRule.PROVEN);

        send(configure("c2", 5_000, Map.of())); // back to the file
        await().until(() -> done.size() == 2);
        restart();
        await().until(() -> state("c2") == CommandState.COMMAND_DONE);
        assertThat(inForce.orElseThrow().shown()).isEqualTo(file.shown());
    }

    @Test
    void trial_thatDoesNotHoldEndsByItselfWithTheReason() {
        clock = Optional.empty();
        tryProven("c1", 5_000);
        await().until(() -> state("c1") == CommandState.COMMAND_ROLLED_BACK);
        assertThat(told.getLast().getDetail()).contains("the cloud was not reached");
        await().until(() -> done.equals(List.of("again", "again")));
        restart();
        assertThat(inForce.orElseThrow().cardRule()).isEqualTo(CardRule.NUMBER);
    }

    @Test
    void trial_isOverWhenTheStationDiesInIt() {
        clock = Optional.empty();
        tryProven("c1", LONG_TRIAL);
        copy(folder.resolve("state/remote"), folder.resolve("died/remote"));
        stop();
        open(folder.resolve("died/remote"));
        assertThat(inForce.orElseThrow().cardRule()).isEqualTo(CardRule.NUMBER);
        clock = Optional.of(System.currentTimeMillis());
        send(configure("c1", LONG_TRIAL, Map.of("cards.assurance", "proven")));
        await().until(() -> state("c1") == CommandState.COMMAND_ROLLED_BACK);
        assertThat(told.getLast().getDetail()).contains("while they were on trial");
    }

    @Test
    void committedSettings_thatFitNoMoreLeaveTheFileInForce() throws IOException {
        tryProven("c1", LONG_TRIAL);
        await().until(() -> state("c1") == CommandState.COMMAND_DONE);
        stop();
        Path committed = folder.resolve("state/remote/committed.json");
        Files.writeString(committed, Files.readString(committed).replace("proven", "maybe"));
        start();
        assertThat(inForce.orElseThrow().cardRule()).isEqualTo(CardRule.NUMBER);
    }

    private void tryProven(String id, long trialMillis) {
        Optional<Long> before = clock;
        clock = Optional.of(System.currentTimeMillis());
        send(configure(id, trialMillis, Map.of("cards.assurance", "proven")));
        await().until(() -> done.equals(List.of("again")));
        clock = before;
        restart();
    }

    private List<String> shown() {
        return Remote.inForce(file, folder.resolve("state/remote")).shown();
    }

    private void start() {
        open(folder.resolve("state/remote"));
    }

    private void open(Path kept) {
        Remote opened = Remote.open(kept);
        inForce = Optional.of(opened.begin(file));
        remote = Optional.of(opened);
        commands = new CommandQueue();
        control =
                Optional.of(
                        new RemoteControl(commands, opened, file, new TestHands(), new TestHost())
                                .start());
    }

    private void restart() {
        stop();
        start();
    }

    private void send(Command command) {
        commands.put(command);
    }

    private CommandState state(String id) {
        return told.stream()
                .filter(result -> result.getId().equals(id))
                .reduce((first, second) -> second)
                .map(CommandResult::getState)
                .orElse(CommandState.COMMAND_STATE_UNSPECIFIED);
    }

    private String ledger() {
        try {
            return Files.readString(folder.resolve("state/remote/commands.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path one : files.toList()) {
                Files.copy(one, to.resolve(one.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command blink(String id) {
        return command(id).setBlink(Blink.newBuilder().setReader("counter-1a")).build();
    }

    private static Command level(String id, String level, long millis) {
        return command(id)
                .setSetLogLevel(SetLogLevel.newBuilder().setLevel(level).setForMillis(millis))
                .build();
    }

    private static Command configure(String id, long trialMillis, Map<String, String> settings) {
        Configure.Builder configure = Configure.newBuilder().setTrialMillis(trialMillis);
        new TreeMap<>(settings)
                .forEach(
                        (key, value) ->
                                configure.addSettings(
                                        RemoteSetting.newBuilder().setKey(key).setValue(value)));
        return command(id).setConfigure(configure).build();
    }

    private static Command.Builder command(String id) {
        long now = System.currentTimeMillis();
        return Command.newBuilder()
                .setId(id)
                .setIssuedMillis(now - 1_000)
                .setExpiresMillis(now + 600_000);
    }

    private final class TestHost implements Host {
        @Override
        public void again(StationSettings changed) {
            done.add("again");
        }

        @Override
        public void leave() {
            done.add("leave");
        }
    }

    private final class TestHands implements Hands {
        @Override
        public Optional<String> blink(String reader) {
            done.add("blink " + reader);
            atBlink.run();
            return Optional.empty();
        }

        @Override
        public void refetchSnapshot() {
            awaitsSnapshot = true;
        }

        @Override
        public boolean awaitsSnapshot() {
            return awaitsSnapshot;
        }

        @Override
        public Optional<Long> cloudMillis() {
            return clock;
        }

        @Override
        public List<String> readersDown() {
            return down;
        }

        @Override
        public void tell(CommandResult result) {
            told.add(result);
        }
    }
}
