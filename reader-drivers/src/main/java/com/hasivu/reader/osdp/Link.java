package com.hasivu.reader.osdp;

import com.hasivu.reader.osdp.OsdpSecureChannel.Keys;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;

import java.util.List;

/**
 * Where the conversation with the reader stands. All times are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Asked; the reply must come in time. */
    record Waiting(Question question, Talk talk) implements Link {}

    /** Nothing to ask until {@code at}. */
    record Resting(long at, Talk talk) implements Link {}

    /** LinkDown was told; nothing more happens. */
    record Lost() implements Link {}

    /** What a question is for. */
    enum Ask {
        IDENTIFY,
        CAPABILITIES,
        /** Secure channel: random numbers, and the reader's proof. */
        CHALLENGE,
        /** Secure channel: our proof. */
        PROVE,
        /** Gives the reader our key in place of the default one. */
        SET_KEY,
        POLL,
        /** The last poll once more: a reply with a weak check must come twice. */
        CONFIRM,
        /** The reader's lamp or buzzer. */
        SHOW
    }

    /** Why a reply is not here yet. */
    enum Missing {
        /** Nothing came. */
        SILENCE,
        /** Only damaged bytes came, or our frame arrived damaged. */
        DAMAGE,
        /** The reader asked for time. */
        BUSY
    }

    /**
     * A command on its way. It is sent again as it is: by the same sequence number the reader knows
     * that it is the same, and sends the same reply again.
     *
     * @param frame as sent, mark included
     * @param missing what is known since it was last sent
     * @param silences how often in a row nothing came
     * @param damages how often only damage came
     * @param busies how often the reader asked for time
     * @param by when to send it again, or to give up
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Question(
            Ask ask,
            byte[] frame,
            int sequence,
            Missing missing,
            int silences,
            int damages,
            int busies,
            long by) {
        static Question first(Ask ask, byte[] frame, int sequence, long by) {
            return new Question(ask, frame, sequence, Missing.SILENCE, 0, 0, 0, by);
        }

        boolean wasSentAgain() {
            return silences + damages + busies > 0;
        }

        Question missing(Missing why, long newBy) {
            return new Question(ask, frame, sequence, why, silences, damages, busies, newBy);
        }

        /** Sent once more. */
        Question again(long newBy) {
            return new Question(
                    ask,
                    frame,
                    sequence,
                    Missing.SILENCE,
                    missing == Missing.SILENCE ? silences + 1 : 0,
                    missing == Missing.DAMAGE ? damages + 1 : damages,
                    missing == Missing.BUSY ? busies + 1 : busies,
                    newBy);
        }
    }

    /**
     * What the conversation goes on with.
     *
     * @param sequence of the next command
     * @param byDefaultKey the secure channel is, or shall be, made by the key everyone knows
     * @param restarts in a row, without a poll answered between them
     * @param wishes commands for lamp and buzzer that wait for their turn
     */
    record Talk(
            int sequence,
            Guard guard,
            boolean byDefaultKey,
            int restarts,
            List<Command> wishes,
            Peer peer) {
        private static final int LAST_SEQUENCE = 3;

        public Talk {
            wishes = List.copyOf(wishes);
        }

        static Talk begin(boolean byDefaultKey) {
            return new Talk(0, new Guard.None(), byDefaultKey, 0, List.of(), Peer.UNKNOWN);
        }

        /** After 0, which makes the reader forget, 1 to 3 take turns. */
        Talk counted() {
            int next = sequence == LAST_SEQUENCE ? 1 : sequence + 1;
            return new Talk(next, guard, byDefaultKey, restarts, wishes, peer);
        }

        Talk restarted(boolean newByDefaultKey) {
            return new Talk(0, new Guard.None(), newByDefaultKey, restarts + 1, wishes, peer);
        }

        Talk with(Guard newGuard) {
            return new Talk(sequence, newGuard, byDefaultKey, restarts, wishes, peer);
        }

        Talk with(Peer newPeer) {
            return new Talk(sequence, guard, byDefaultKey, restarts, wishes, newPeer);
        }

        Talk wishing(List<Command> newWishes) {
            return new Talk(sequence, guard, byDefaultKey, restarts, newWishes, peer);
        }

        Talk settled() {
            return new Talk(sequence, guard, byDefaultKey, 0, wishes, peer);
        }
    }

    /** What keeps the line's words from others. */
    sealed interface Guard {
        /** Nothing, or nothing yet. */
        record None() implements Guard {}

        /**
         * The keys are being agreed on.
         *
         * @param ours our random number
         * @param proof our cryptogram; empty until the reader has proven its key
         */
        @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
        record Shaking(byte[] ours, Keys keys, byte[] proof) implements Guard {}

        record Open(Session session) implements Guard {}
    }
}
