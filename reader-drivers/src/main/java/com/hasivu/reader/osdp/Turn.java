package com.hasivu.reader.osdp;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.osdp.Link.Ask;
import com.hasivu.reader.osdp.Link.Talk;

import java.util.List;

/**
 * What an answer leads to.
 *
 * @param told to whoever waits in {@code next}, first
 */
record Turn(List<ReaderEvent> told, Next next) {
    Turn {
        told = List.copyOf(told);
    }

    sealed interface Next {
        /**
         * A new command.
         *
         * @param block its security block; empty for none, and in a channel, which makes its own
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Say(Ask ask, Command command, byte[] block, Talk talk) implements Next {}

        /** The same command once more, to have the same reply again. */
        record Repeat(Ask ask, Talk talk) implements Next {}

        /** The reader's wishes, or quiet for a while and a poll. */
        record GoOn(long nanos, Talk talk) implements Next {}

        /** The question stays open: this was no answer to it. */
        record Stray() implements Next {}

        /** Our command arrived damaged. */
        record SayAgain() implements Next {}

        /** The link is lost. */
        record Down(String why) implements Next {}
    }

    static Turn say(Ask ask, Command command, Talk talk, ReaderEvent... told) {
        return new Turn(List.of(told), new Next.Say(ask, command, new byte[0], talk));
    }

    static Turn say(Ask ask, Command command, byte[] block, Talk talk) {
        return new Turn(List.of(), new Next.Say(ask, command, block, talk));
    }

    static Turn stray() {
        return new Turn(List.of(fault("stray")), new Next.Stray());
    }

    static Turn down(String why) {
        return new Turn(List.of(), new Next.Down(why));
    }

    static ReaderEvent fault(String what) {
        return new ReaderEvent.Fault(what, 1);
    }
}
