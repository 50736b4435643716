package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.contract.Bench;
import com.hasivu.reader.contract.ReaderBytesContract;
import com.hasivu.reader.pn532.Pn532Driver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.card.Ntag424;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** The same promises with card keys, where every card is asked before it is told. */
class Pn532ProvenCardsContractTest extends ReaderBytesContract {
    private static final String META = "3f1c0c5f2a6e4d7b8899aabbccddeeff";
    private static final String FILE = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";

    @Override
    protected Bench bench(Path folder) {
        var reader = Pn532Emulator.at(folder.resolve("pn532"));
        Path keys = keys(folder);
        return new EmulatorBench(new Pn532Driver(), reader) {
            private final Map<CardId, Ntag424> cards = new HashMap<>();

            @Override
            public ReaderConfig config() {
                ReaderConfig plain = super.config();
                var settings = new HashMap<>(plain.settings());
                settings.put("card-keys", keys.toString());
                return new ReaderConfig(plain.name(), plain.kind(), plain.device(), settings);
            }

            @Override
            public void present(CardId card) {
                reader.present(ntag(card));
            }

            @Override
            public CardId card() {
                return new CardId("04A1B2C3D4E580");
            }

            @Override
            public CardId otherCard() {
                return new CardId("04A1B2C3D4E680");
            }

            @Override
            public byte[] frame(CardId card) {
                return Pn532Emulator.frame(Pn532Emulator.target(ntag(card)));
            }

            private Ntag424 ntag(CardId card) {
                return cards.computeIfAbsent(
                        card,
                        id ->
                                new Ntag424(
                                        id,
                                        HexFormat.of().parseHex(META),
                                        HexFormat.of().parseHex(FILE),
                                        Ntag424.Mirror.ENCRYPTED,
                                        new Random(1)));
            }
        };
    }

    private static Path keys(Path folder) {
        try {
            Path file =
                    Files.writeString(
                            folder.resolve("keys"),
                            "sun-meta: %s\nsun-file: %s\n".formatted(META, FILE));
            return Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
