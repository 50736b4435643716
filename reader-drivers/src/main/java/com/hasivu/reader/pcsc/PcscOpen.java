package com.hasivu.reader.pcsc;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Finds the reader that a configuration means, and says in words why it cannot be used. */
final class PcscOpen {
    static final String FORBIDDEN =
            "polkit refuses pcscd to this user; write the polkit rule of docs/readers/pcsc.md";
    static final String STOPPED =
            "pcscd does not run or was started anew; systemctl enable --now pcscd.socket";
    private static final String FIRST = "first";
    private static final Path KERNEL_DRIVER = Path.of("/sys/module/pn533_usb");

    private PcscOpen() {}

    /** The connection and the reader's name in it. */
    record Found(Pcsc.Context context, String reader) {}

    static Found open(Pcsc pcsc, ReaderConfig config) {
        Pcsc.Context context = null;
        boolean found = false;
        try {
            context = pcsc.open();
            String reader = find(config, context.readers());
            found = true;
            return new Found(context, reader);
        } catch (PcscException e) {
            throw new ReaderException(
                    "reader %s: %s: %s (%s)"
                            .formatted(config.name(), config.device(), why(e), e.getMessage()),
                    e);
        } finally {
            if (context != null && !found) {
                context.close();
            }
        }
    }

    static String why(PcscException e) {
        return switch (e.kind()) {
            case FORBIDDEN -> FORBIDDEN;
            case SERVICE_GONE -> STOPPED;
            case READER_GONE -> "the reader is gone; plug the reader in";
            case TAKEN -> "the reader is in use; stop the other program";
            case CARD_GONE, OTHER -> "pcscd refuses; look at journalctl -u pcscd";
        };
    }

    /**
     * A whole name, or a part that only one reader's name has. Names have blanks, a configuration's
     * device does not: _ stands for one.
     */
    private static String find(ReaderConfig config, List<String> readers) {
        String wanted = plain(config.device());
        List<String> fitting =
                readers.stream()
                        .filter(name -> wanted.equals(FIRST) || plain(name).contains(wanted))
                        .toList();
        var whole = readers.stream().filter(name -> plain(name).equals(wanted)).findFirst();
        if (whole.isPresent()) {
            return whole.get();
        }
        if (fitting.isEmpty()) {
            throw new ReaderException(
                    "reader %s: PC/SC knows no reader %s; plug the reader in, or correct its device (there is: %s)%s"
                            .formatted(
                                    config.name(),
                                    config.device(),
                                    readers.isEmpty() ? "none" : String.join("; ", readers),
                                    Files.exists(KERNEL_DRIVER)
                                            ? "; the kernel's pn533_usb may hold it: see docs/readers/pcsc.md"
                                            : ""));
        }
        if (fitting.size() > 1 && !wanted.equals(FIRST)) {
            throw new ReaderException(
                    "reader %s: %s fits %s; write more of the name"
                            .formatted(config.name(), config.device(), String.join("; ", fitting)));
        }
        return fitting.getFirst();
    }

    private static String plain(String name) {
        return name.replace('_', ' ').strip().toLowerCase(Locale.ROOT);
    }
}
