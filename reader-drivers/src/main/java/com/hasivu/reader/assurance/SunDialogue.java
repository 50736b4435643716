package com.hasivu.reader.assurance;

import com.hasivu.reader.Assurance;
import com.hasivu.reader.assurance.SunMessage.Verdict;

import java.util.Optional;

/**
 * Reads the address off an NTAG 424 DNA: select the NDEF application, select its file, read, and
 * read the rest if it is long. The chip counts once for the reads together, as nothing else comes
 * between (NT4H2421Gx, section 9.3.1). A card that has no such message may still be a DESFire.
 * Source: NFC Forum Type 4 Tag 1.0, section 5.
 *
 * <pre>
 * 00 A4 04 00 07 D2760000850101 00 -> 90 00
 * 00 A4 00 0C 02 E104              -> 90 00
 * 00 B0 00 00 80                   -> length (2) | message .. 90 00
 * </pre>
 */
record SunDialogue(Talk talk, Step step) implements CardDialogue {
    private static final byte[] NDEF = Bytes.of(0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01);
    private static final int NDEF_FILE = 0xE104;

    /** Enough for an address of 120 characters, and short on the line. */
    private static final int PIECE = 128;

    /** The whole file of the chip (NT4H2421Gx, section 8.2.3). */
    private static final int LONGEST = 256;

    private static final Verdict NOT_SIGNED = new Verdict.NotSigned();

    sealed interface Step {
        record Application() implements Step {}

        record File() implements Step {}

        record Begin() implements Step {}

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Rest(byte[] begun, int whole) implements Step {}
    }

    static SunDialogue with(Talk talk) {
        return new SunDialogue(talk, new Step.Application());
    }

    @Override
    public byte[] command() {
        return switch (step) {
            case Step.Application application -> Apdu.selectApplication(NDEF);
            case Step.File file -> Apdu.selectFile(NDEF_FILE);
            case Step.Begin begin -> Apdu.read(0, PIECE);
            case Step.Rest(var begun, var whole) -> Apdu.read(begun.length, whole - begun.length);
        };
    }

    @Override
    public Turn heard(byte[] answer) {
        if (Apdu.status(answer) != Apdu.OK) {
            return notSigned();
        }
        byte[] data = Apdu.data(answer);
        return switch (step) {
            case Step.Application application -> ask(new Step.File());
            case Step.File file -> ask(new Step.Begin());
            case Step.Begin begin -> begun(data);
            case Step.Rest(var begun, var whole) -> complete(Bytes.join(begun, data), whole);
        };
    }

    private Turn begun(byte[] data) {
        if (data.length < 2) {
            return notSigned();
        }
        int whole = 2 + ((data[0] & 0xFF) << 8 | data[1] & 0xFF);
        if (whole > LONGEST) {
            return notSigned();
        }
        return data.length >= whole || data.length < PIECE
                ? complete(data, whole)
                : ask(new Step.Rest(data, whole));
    }

    private Turn complete(byte[] file, int whole) {
        if (file.length < whole) {
            return notSigned();
        }
        Optional<String> url = NdefUrl.in(Bytes.slice(file, 2, whole - 2));
        SunKeys keys = talk.keys().sun().orElseThrow();
        return switch (url.map(text -> SunMessage.check(text, keys)).orElse(NOT_SIGNED)) {
            case Verdict.NotSigned none -> notSigned();
            case Verdict.Forged(var why) -> talk.refuted(why);
            case Verdict.Signed(var card, var counter) ->
                    talk.proven(card, new Assurance.SignedRead(counter));
        };
    }

    private Turn ask(Step next) {
        return new Turn.Ask(new SunDialogue(talk, next));
    }

    private Turn notSigned() {
        return talk.keys().desfire().isPresent()
                ? new Turn.Ask(DesfireDialogue.with(talk))
                : talk.numberOnly();
    }
}
