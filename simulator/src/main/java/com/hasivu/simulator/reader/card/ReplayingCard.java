package com.hasivu.simulator.reader.card;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A forger's card: it answers to the number of a real one, and says again what that one was once
 * heard to say.
 */
public final class ReplayingCard implements EmulatedCard {
    private final byte[] uid;
    private final Kind kind;
    private final Map<String, byte[]> heard = new HashMap<>();

    /** Listens to a real card answering these commands, in turn. */
    public ReplayingCard(EmulatedCard real, String... commands) {
        uid = real.uid();
        kind = real.kind();
        real.select();
        for (String command : commands) {
            byte[] bytes = HexFormat.of().parseHex(command);
            real.answer(bytes).ifPresent(answer -> heard.put(hex(bytes), answer));
        }
    }

    @Override
    public byte[] uid() {
        return uid.clone();
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public void select() {}

    @Override
    public Optional<byte[]> answer(byte[] command) {
        return Optional.of(heard.getOrDefault(hex(command), CardCrypto.status(0x6D00)).clone());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
