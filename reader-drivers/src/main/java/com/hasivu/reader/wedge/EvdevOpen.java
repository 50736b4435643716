package com.hasivu.reader.wedge;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens an input device for this process alone, and says in words why it cannot. Requests: Linux,
 * include/uapi/linux/input.h.
 */
final class EvdevOpen {
    private static final long EVIOCGRAB = 0x40044590L;
    private static final long EVIOCSCLOCKID = 0x400445a0L;
    private static final int CLOCK_MONOTONIC = 1;
    private static final Path INPUT = Path.of("/dev/input");

    private EvdevOpen() {}

    /** The descriptor. */
    static int open(ReaderConfig config) {
        Path path = realPath(config);
        int fd = Libc.open(path.toString());
        if (fd < 0) {
            throw refused(config, -fd);
        }
        int errno = takeAlone(fd, path);
        if (errno != 0) {
            Libc.close(fd);
            throw refused(config, errno);
        }
        // event times that no clock setting moves; where refused, the rules for a pause still hold
        Libc.ioctlInt(fd, EVIOCSCLOCKID, CLOCK_MONOTONIC);
        return fd;
    }

    /**
     * Without the grab the number is typed into whatever has the focus, too. A pseudo-terminal or
     * pipe of a simulator knows no grab; there a lock keeps a second process out.
     */
    private static int takeAlone(int fd, Path path) {
        int errno = -Libc.ioctl(fd, EVIOCGRAB, 1);
        boolean noInput = errno == Libc.ENOTTY || errno == Libc.EINVAL;
        return noInput && !path.startsWith(INPUT) ? -Libc.lock(fd) : errno;
    }

    private static Path realPath(ReaderConfig config) {
        try {
            Path path = Path.of(config.device()).toRealPath();
            if (Files.isRegularFile(path) || Files.isDirectory(path)) {
                throw refused(config, Libc.ENOTTY);
            }
            return path;
        } catch (IOException e) {
            throw refused(config, Libc.ENOENT);
        }
    }

    static ReaderException refused(ReaderConfig config, int errno) {
        String why =
                switch (errno) {
                    case Libc.ENOENT, Libc.ENXIO, Libc.ENODEV ->
                            "is not there; plug the reader in, or correct its device (see /dev/input/by-id, the name that ends in -event-kbd)";
                    case Libc.EBUSY, Libc.EAGAIN ->
                            "is in use; stop the other program that grabbed it (fuser -v %s shows it)"
                                    .formatted(config.device());
                    case Libc.EACCES ->
                            "may not be read; add this user to the group input, or write the udev rule of docs/readers/wedge.md";
                    case Libc.ENOTTY, Libc.EINVAL ->
                            "is no input device; correct its device (see /dev/input/by-id, the name that ends in -event-kbd)";
                    default ->
                            "does not open (errno %d); check that it is the reader's -event-kbd device and plug it in anew"
                                    .formatted(errno);
                };
        return new ReaderException(
                "reader %s: %s %s".formatted(config.name(), config.device(), why));
    }
}
