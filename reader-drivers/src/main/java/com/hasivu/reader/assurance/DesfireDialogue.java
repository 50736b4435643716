package com.hasivu.reader.assurance;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;

/**
 * Lets a DESFire and us prove to each other that we know a key: three passes, each side decrypts
 * what the other made up. Where all cards share one key, it says nothing of which card this is, so
 * the chip's own number is asked for inside the session. Source: NXP NT4H2421Gx, section 9.1 (EV2,
 * the same in DESFire); EV1: nfc-tools/libfreefare and published traces.
 *
 * <pre>
 * 90 5A application (LSB first)  -> 91 00
 * 90 AA key number / 90 71 key number 00 -> E(RndB) 91 AF
 * 90 AF E(RndA | RndB rotated)   -> E(RndA rotated) / E(TI | RndA rotated | capabilities) 91 00
 * 90 51 [MAC]                    -> E(UID) 91 00
 * </pre>
 */
record DesfireDialogue(Talk talk, Step step) implements CardDialogue {
    private static final int SELECT_APPLICATION = 0x5A;
    private static final int AUTHENTICATE_AES = 0xAA;
    private static final int AUTHENTICATE_EV2_FIRST = 0x71;
    private static final int MORE = 0xAF;
    private static final int GET_CARD_UID = 0x51;
    private static final Assurance KEY_PROVEN = new Assurance.KeyProven();

    sealed interface Step {
        record Application() implements Step {}

        record Begin() implements Step {}

        record Prove(DesfireHandshake handshake) implements Step {}

        record Number(DesfireSession session) implements Step {}
    }

    static DesfireDialogue with(Talk talk) {
        return new DesfireDialogue(talk, new Step.Application());
    }

    private DesfireKeys keys() {
        return talk.keys().desfire().orElseThrow();
    }

    @Override
    public byte[] command() {
        return switch (step) {
            case Step.Application application ->
                    Apdu.wrapped(SELECT_APPLICATION, Bytes.reversed(keys().application()));
            case Step.Begin begin ->
                    switch (keys().kind()) {
                        case EV1 -> Apdu.wrapped(AUTHENTICATE_AES, Bytes.of(keys().number()));
                        case EV2 ->
                                Apdu.wrapped(
                                        AUTHENTICATE_EV2_FIRST, Bytes.of(keys().number(), 0x00));
                    };
            case Step.Prove(var handshake) -> Apdu.wrapped(MORE, handshake.answer());
            case Step.Number(var session) ->
                    Apdu.wrapped(GET_CARD_UID, session.suffix(GET_CARD_UID));
        };
    }

    @Override
    public Turn heard(byte[] answer) {
        int status = Apdu.status(answer);
        byte[] data = Apdu.data(answer);
        return switch (step) {
            case Step.Application application ->
                    status == Apdu.WRAPPED_OK ? selected() : talk.numberOnly();
            case Step.Begin begin ->
                    status == Apdu.WRAPPED_MORE && data.length == AesKey.BLOCK
                            ? ask(new Step.Prove(handshake(data)))
                            : talk.refuted("it has our application but not our key");
            case Step.Prove(var handshake) ->
                    status == Apdu.WRAPPED_OK && handshake.isTrue(data)
                            ? proven(handshake.session(data))
                            : talk.refuted("it does not know our key");
            case Step.Number(var session) ->
                    status == Apdu.WRAPPED_OK
                            ? session.uid(data)
                                    .map(uid -> talk.proven(CardId.of(uid), KEY_PROVEN))
                                    .orElseGet(() -> talk.refuted("its number is not sealed"))
                            : talk.refuted("it does not tell its number");
        };
    }

    /** A number the card made up cannot tell which key it has. */
    private Turn selected() {
        if (!keys().key().fits(talk.seen())) {
            return talk.refuted("its number is longer than any DESFire's");
        }
        return keys().key().isEachCardsOwn() && talk.isSeenMadeUp()
                ? talk.numberOnly()
                : ask(new Step.Begin());
    }

    private DesfireHandshake handshake(byte[] secret) {
        return new DesfireHandshake(
                keys().key().of(talk.seen()), keys().kind(), talk.challenge(), secret);
    }

    private Turn proven(DesfireSession session) {
        return keys().key().isEachCardsOwn()
                ? talk.proven(talk.seen(), KEY_PROVEN)
                : ask(new Step.Number(session));
    }

    private Turn ask(Step next) {
        return new Turn.Ask(new DesfireDialogue(talk, next));
    }
}
