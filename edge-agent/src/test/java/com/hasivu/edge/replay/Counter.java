package com.hasivu.edge.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalDisk;
import com.hasivu.edge.journal.JournalEnvironment;
import com.hasivu.edge.journal.JournalFile;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.signal.RecordingSignal;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.edge.snapshot.KeptSnapshots;
import com.hasivu.edge.snapshot.KeptVersions;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.reader.Assurance;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** A counter for tests: the shipped tap path on real files, its snapshots kept. */
public final class Counter implements AutoCloseable {
    static final StationId STATION = new StationId("greenfield-c1");
    static final JournalSettings SETTINGS =
            new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ZERO);

    final Path folder;
    final Cloud cloud;
    public final RecordingSignal signal = new RecordingSignal();
    public volatile Signal lamp = signal;
    public volatile Instant now = Cloud.NOON;
    volatile ClockState clock = ClockState.CLOCK_HOLDOVER;
    CardRule rule = CardRule.NUMBER;
    long boot = 1;
    public volatile long later; // nanoseconds the monotonic clock is ahead
    private volatile long stoppedAt;
    public volatile Random failures = new Random(0);
    public volatile int failOneIn; // synced writes of the journal; 0: none
    public SnapshotStore snapshots;
    public Journal journal;
    TapService taps;
    public HandService hands;

    @SuppressWarnings("NullAway.Init") // start() fills the fields
    public Counter(Path folder, Cloud cloud) {
        this.folder = folder;
        this.cloud = cloud;
        start();
    }

    private void start() {
        snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"), Cloud.SCHOOL, cloud.keys(), Runnable::run);
        snapshots.keepIn(
                new KeptSnapshots(
                        folder.resolve("snapshots-kept"),
                        new KeptSnapshots.Limits(14, 64 << 20),
                        Runnable::run));
        journal =
                Journal.open(
                        disk(),
                        Cloud.SCHOOL,
                        STATION,
                        SETTINGS,
                        new JournalEnvironment(() -> 42, System::nanoTime, Runnable::run));
        taps =
                new TapService(
                        journal,
                        snapshots::active,
                        shown -> lamp.show(shown),
                        new TapWorld(() -> now, this::nanoTime, boot++, () -> clock),
                        rule);
        hands = new HandService(taps, 3);
    }

    /** The real disk, whose synced writes fail now and then. */
    private JournalDisk disk() {
        JournalDisk real;
        try {
            real = JournalDisk.at(folder.resolve("journal"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return proxy(
                JournalDisk.class,
                (method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    return result instanceof JournalFile file ? failing(file) : result;
                });
    }

    private JournalFile failing(JournalFile real) {
        return proxy(
                JournalFile.class,
                (method, arguments) -> {
                    if (method.getName().equals("writeThrough")
                            && failOneIn > 0
                            && failures.nextInt(failOneIn) == 0) {
                        throw new IOException("Input/output error");
                    }
                    return method.invoke(real, arguments);
                });
    }

    private interface Call {
        Object on(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> port, Call call) {
        return port.cast(
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (self, method, arguments) -> call.on(method, arguments)));
    }

    private long nanoTime() {
        return (stoppedAt != 0 ? stoppedAt : System.nanoTime()) + later;
    }

    /**
     * Its monotonic clock stands still from now on, and goes on by what {@code later} says only.
     */
    public void stopTime() {
        stoppedAt = System.nanoTime();
    }

    public void restart() {
        close();
        start();
    }

    @Override
    public void close() {
        journal.close();
        snapshots.close();
    }

    public TapService taps() {
        return taps;
    }

    public TapResult tap(CardId card) {
        return taps.tap("counter-1-a", card, System.nanoTime());
    }

    TapResult tap(CardId card, Assurance assurance) {
        return taps.tap("counter-1-a", card, assurance, System.nanoTime());
    }

    TapResult tap(CardId told, CardForm form) {
        return taps.tap("counter-1-a", told, form, Assurance.NUMBER_ONLY, System.nanoTime());
    }

    public ReplayReport restartAndReplay() {
        restart();
        return replay();
    }

    public void heal() {
        journal.heal();
    }

    KeptVersions versions() {
        return KeptVersions.in(
                folder.resolve("snapshots-kept"), Cloud.SCHOOL, cloud.keys(), Optional.empty());
    }

    ReplayReport replay() {
        return replay(folder.resolve("journal"));
    }

    ReplayReport replay(Path journalFolder) {
        return JournalReplay.of(journalFolder, versions()::at, rule);
    }

    public List<StoredRecord> records() {
        List<StoredRecord> records = new ArrayList<>();
        Journal.readAll(folder.resolve("journal"), records::add);
        return records;
    }

    TapRecord record(long sequence) {
        return parse(records().get((int) sequence - 1));
    }

    static TapRecord parse(StoredRecord record) {
        try {
            return TapRecord.parseFrom(record.payload());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same journal with one record changed and the chain over it right. */
    Path changed(long sequence, Function<TapRecord.Builder, TapRecord.Builder> change) {
        Path other = folder.resolve("changed-" + sequence + "-" + System.nanoTime());
        try (Journal forged = Journal.open(other, Cloud.SCHOOL, STATION, SETTINGS)) {
            for (StoredRecord record : records()) {
                byte[] payload =
                        record.sequence() == sequence
                                ? change.apply(parse(record).toBuilder()).build().toByteArray()
                                : record.payload();
                forged.append(record.type(), payload);
            }
        }
        return other;
    }
}
