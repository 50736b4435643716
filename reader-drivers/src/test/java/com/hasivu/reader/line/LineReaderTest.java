package com.hasivu.reader.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.LineReaderTest.Toy.Mood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class LineReaderTest {
    private static final long MS = 1_000_000;
    private static final Duration SHORT = Duration.ofMillis(30);

    /** For what must come: it ends the wait. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedTransport line = new ScriptedTransport();
    private final LineReader<Mood, Integer> reader =
            new LineReader<>(line, LineReaderTest::scan, new Toy());

    @Test
    void next_tellsAllThatOneReadBroughtInOrder() throws InterruptedException {
        line.then(7, 2, 1, 9, 2, 1, 5);
        assertThat(first(4)).containsExactly("up", "dropped 1", "frame 9", "frame 5");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_givesAHalfFrameUpWhenItsRestDoesNotCome() throws InterruptedException {
        line.then(1);
        long before = System.nanoTime();
        assertThat(first(2)).containsExactly("up", "dropped 1");
        assertThat(System.nanoTime() - before)
                .isGreaterThan(Codec.SERIAL_STALL.toNanos() - 1_000_000);
        assertThat(all()).isEmpty();
    }

    @Test
    void next_passesTheMachinesDeadline() throws InterruptedException {
        line.then(1, 0); // frame 0: the toy sets itself an alarm
        assertThat(first(2)).containsExactly("up", "alarm");
        assertThat(all()).isEmpty();
        assertThat(line.written).containsExactly(new byte[] {42});
    }

    @Test
    void next_joinsHalvesThatWaitedWhileNobodyRead() throws InterruptedException {
        long before = System.nanoTime() - 400 * MS;
        for (int frame = 3; frame < 7; frame++) {
            line.thenAt(before + 65 * MS * frame, 1);
            line.thenAt(before + 65 * MS * frame + 10 * MS, frame);
        }
        assertThat(first(5)).containsExactly("up", "frame 3", "frame 4", "frame 5", "frame 6");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_givesAHalfUpByByteTimesWhenItsRestIsNotAmongWhatWaited() throws InterruptedException {
        long before = System.nanoTime() - 400 * MS;
        line.thenAt(before, 1).thenAt(before + 150 * MS, 1, 5);
        assertThat(first(3)).containsExactly("up", "dropped 1", "frame 5");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_hearsAnAnswerThatWaitsBeforeItPassesTheDeadline() throws InterruptedException {
        long asked = System.nanoTime();
        line.then(1, 0); // the alarm is 50 ms from here
        assertThat(first(1)).containsExactly("up");
        assertThat(reader.next(Duration.ZERO)).isEmpty(); // it took frame 0, and the alarm is set
        Thread.sleep(60);
        line.thenAt(asked + 10 * MS, 1).thenAt(asked + 20 * MS, 7);
        assertThat(first(1)).containsExactly("frame 7");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_passesTheDeadlineThoughOtherBytesKeepComing() throws InterruptedException {
        line.then(1, 0);
        long afterTheAlarm = System.nanoTime() + 10_000 * MS;
        line.thenAt(afterTheAlarm, 2).thenAt(afterTheAlarm, 2).thenAt(afterTheAlarm, 1, 7);
        assertThat(first(3)).containsExactly("up", "alarm", "frame 7");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_takesAFailedWriteForALostLink() throws InterruptedException {
        line.takesWrites = false;
        line.then(1, 0);
        assertThat(first(2)).containsExactly("up", "lost write failed");
        assertThat(all()).isEmpty();
    }

    @Test
    void next_isEmptyOnceClosed() throws InterruptedException {
        assertThat(all()).containsExactly("up");
        reader.close();
        assertThat(reader.next(Duration.ofDays(1))).isEmpty(); // or the time of the test is up
    }

    private List<String> first(int events) throws InterruptedException {
        var heard = new ArrayList<String>();
        while (heard.size() < events) {
            var event = reader.next(LONG);
            assertThat(event).as("behind %s", heard).isPresent();
            heard.add(words(event.get()));
        }
        return heard;
    }

    /** What comes within a short wait each. */
    private List<String> all() throws InterruptedException {
        var heard = new ArrayList<String>();
        for (var event = reader.next(SHORT); event.isPresent(); event = reader.next(SHORT)) {
            heard.add(words(event.get()));
        }
        return heard;
    }

    private static String words(ReaderEvent event) {
        return switch (event) {
            case ReaderEvent.LinkUp(var detail) -> detail;
            case ReaderEvent.LinkDown(var why) -> "lost " + why;
            case ReaderEvent.Fault(var what, var count) -> what + " " + count;
            case ReaderEvent.TagSeen seen ->
                    throw new IllegalStateException("the toy reads no cards");
        };
    }

    /** 01 and one byte are a frame; a 02 between frames is padding. */
    private static Scan<Integer> scan(ByteBuffer in) {
        return switch (in.get(in.position())) {
            case 1 ->
                    in.remaining() < 2
                            ? new Scan.NeedMore<>(2)
                            : new Scan.Complete<>((int) in.get(in.position() + 1), 2);
            case 2 -> new Scan.Padding<>(1);
            default -> new Scan.Noise<>(1, "dropped");
        };
    }

    /** Tells what it hears; frame 0 makes it write and set an alarm. */
    static final class Toy implements Machine<Mood, Integer> {
        record Mood(long alarm) {}

        private static final Mood CALM = new Mood(NEVER);

        @Override
        public Mood start() {
            return CALM;
        }

        @Override
        public long deadline(Mood state) {
            return state.alarm;
        }

        @Override
        public Step<Mood> step(Mood state, Input<Integer> input, long now) {
            return switch (input) {
                case Input.Opened<Integer> opened -> tell(new ReaderEvent.LinkUp("up"));
                case Input.Received<Integer>(var frame, var at) when frame == 0 ->
                        Step.to(new Mood(now + 50_000_000), new Effect.Send(new byte[] {42}));
                case Input.Received<Integer>(var frame, var at) ->
                        tell(new ReaderEvent.Fault("frame", frame));
                case Input.Dropped<Integer>(var why, var bytes) ->
                        tell(new ReaderEvent.Fault("dropped", bytes));
                case Input.Deadline<Integer> passed -> tell(new ReaderEvent.LinkUp("alarm"));
                case Input.Indicate<Integer>(var wish) ->
                        tell(new ReaderEvent.Fault("wish " + wish, 1));
                case Input.Lost<Integer>(var why) -> tell(new ReaderEvent.LinkDown(why));
            };
        }

        private static Step<Mood> tell(ReaderEvent event) {
            return Step.to(CALM, new Effect.Tell(event));
        }
    }
}
