package com.hasivu.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.mfrc522.Air.Answer;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Finds out a card's UID, frame by frame. The card itself confirms it: it answers SELECT only when
 * every bit is its own. Two cards at once are a fault, not a choice between them. Source: ISO/IEC
 * 14443-3, sections 6.4 and 6.5. Pure.
 *
 * <pre>
 * WUPA -> ATQA -> (anticollision -> UID part, BCC -> SELECT -> SAK, CRC_A) for each cascade level
 * </pre>
 */
final class Iso14443aMachine {
    /** Wakes also cards that were halted: a held card answers every time. 7 bits. */
    static final Air.Frame WUPA = new Air.Frame(new byte[] {0x52}, 7);

    static final Air.Frame HLTA = new Air.Frame(Mfrc522Codec.checked((byte) 0x50, (byte) 0x00), 0);
    private static final int[] LEVELS = {0x93, 0x95, 0x97};
    private static final int NO_BIT_KNOWN = 0x20;
    private static final int ALL_BITS_KNOWN = 0x70;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** What was asked of the card. */
    sealed interface Talk {
        record Waking() implements Talk {}

        /**
         * @param size of the UID, as ATQA announced it: a second check
         * @param uid hex, so far
         */
        record Resolving(int size, String uid) implements Talk {}

        /**
         * @param part UID bytes of this level, hex
         */
        record Selecting(int size, String uid, String part) implements Talk {}
    }

    /** What to do next. */
    sealed interface Next {
        record Send(Talk talk, Air.Frame frame) implements Next {}

        record Found(CardId card) implements Next {}

        record Nobody() implements Next {}

        /** No card that can be told; why, in few words. */
        record Refused(String what) implements Next {}
    }

    private Iso14443aMachine() {}

    static Next.Send start() {
        return new Next.Send(new Talk.Waking(), WUPA);
    }

    static Next step(Talk talk, Answer answer) {
        return switch (answer) {
            case Answer.Silence silence ->
                    talk instanceof Talk.Waking
                            ? new Next.Nobody()
                            : new Next.Refused("cut short"); // the card was taken away
            case Answer.Damaged(var why) -> new Next.Refused(why);
            case Answer.Bytes bytes ->
                    switch (talk) {
                        case Talk.Waking waking -> woken(bytes);
                        case Talk.Resolving resolving -> resolved(resolving, bytes);
                        case Talk.Selecting selecting -> selected(selecting, bytes);
                    };
        };
    }

    private static Next woken(Answer.Bytes atqa) {
        int size = atqa.isWhole(Mfrc522Codec.ATQA) ? Mfrc522Codec.announced(atqa.bytes()[0]) : 0;
        return size == 0 ? new Next.Refused("nonsense") : resolve(size, "");
    }

    private static Next resolve(int size, String uid) {
        byte[] ask = {(byte) LEVELS[uid.length() / 6], NO_BIT_KNOWN};
        return new Next.Send(new Talk.Resolving(size, uid), new Air.Frame(ask, 0));
    }

    private static Next resolved(Talk.Resolving talk, Answer.Bytes answer) {
        byte[] part = answer.bytes();
        if (!answer.isWhole(Mfrc522Codec.PART)) {
            return new Next.Refused("cut short");
        }
        if (!Mfrc522Codec.isPart(part)) {
            return new Next.Refused("checksum");
        }
        if (((part[0] & 0xFF) == Mfrc522Codec.CASCADE_TAG) != isMore(talk.size(), talk.uid())) {
            return new Next.Refused("nonsense");
        }
        var select = new byte[2 + Mfrc522Codec.PART];
        select[0] = (byte) LEVELS[talk.uid().length() / 6];
        select[1] = ALL_BITS_KNOWN;
        System.arraycopy(part, 0, select, 2, Mfrc522Codec.PART);
        return new Next.Send(
                new Talk.Selecting(talk.size(), talk.uid(), HEX.formatHex(Arrays.copyOf(part, 4))),
                new Air.Frame(Mfrc522Codec.checked(select), 0));
    }

    private static Next selected(Talk.Selecting talk, Answer.Bytes sak) {
        if (!sak.isWhole(Mfrc522Codec.SAK)) {
            return new Next.Refused("cut short");
        }
        if (!Mfrc522Codec.isSak(sak.bytes())) {
            return new Next.Refused("checksum");
        }
        boolean more = isMore(talk.size(), talk.uid());
        if (Mfrc522Codec.isCascade(sak.bytes()) != more) {
            return new Next.Refused("nonsense");
        }
        if (more) {
            return resolve(talk.size(), talk.uid() + talk.part().substring(2));
        }
        return new Next.Found(new CardId(talk.uid() + talk.part()));
    }

    /** Whether a level after this one is due. */
    private static boolean isMore(int size, String uid) {
        return size - uid.length() / 2 > 4;
    }
}
