package com.hasivu.reader.line;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a port, and says in words why it cannot. */
final class SerialOpen {
    // errno of Linux, as jSerialComm passes it on
    private static final int ENOENT =
            2; // jSerialComm's own meaning: this process has the port open already
    private static final int EAGAIN = 11; // flock: another process holds it
    private static final int EACCES = 13;
    private static final int EBUSY = 16; // another process asked for exclusive use (TIOCEXCL)

    private static final int ENOTTY = 25; // on an open port this number means nothing

    static {
        // or the library unpacks its native code below a name every program on the machine shares
        if (System.getProperty("fazecast.jSerialComm.appid") == null) {
            System.setProperty("fazecast.jSerialComm.appid", "hasivu");
        }
    }

    private SerialOpen() {}

    static SerialPort open(ReaderConfig config, SerialSettings settings, int readMillis) {
        SerialPort port = find(config, realPath(config));
        port.setComPortParameters(
                settings.baud(), 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, readMillis, 0);
        port.setDTRandRTS(settings.dtr(), settings.rts());
        if (!port.openPort(0)) {
            throw refused(config, port.getLastErrorCode());
        }
        return port;
    }

    /** jSerialComm would guess another device of a like name if this one is missing. */
    private static Path realPath(ReaderConfig config) {
        try {
            return Path.of(config.device()).toRealPath();
        } catch (IOException e) {
            throw new ReaderException(
                    "reader %s: %s is not there; plug the reader in, or correct its device (see /dev/serial/by-id)"
                            .formatted(config.name(), config.device()),
                    e);
        }
    }

    private static SerialPort find(ReaderConfig config, Path path) {
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw refused(config, EACCES);
        }
        try {
            return SerialPort.getCommPort(path.toString());
        } catch (SerialPortInvalidPortException e) {
            throw new ReaderException(
                    "reader %s: %s is no serial port; correct its device (see /dev/serial/by-id)"
                            .formatted(config.name(), config.device()),
                    e);
        }
    }

    static ReaderException refused(ReaderConfig config, int errno) {
        String why =
                switch (errno) {
                    case ENOENT, EAGAIN, EBUSY ->
                            "is in use; stop the other program (fuser -v %s shows it)";
                    case ENOTTY -> "is no serial port; correct its device (see /dev/serial/by-id)";
                    case EACCES ->
                            "may not be opened; add this user to the group of %s, mostly dialout";
                    default ->
                            "does not open (errno "
                                    + errno
                                    + "); check that %s is a serial port and plug it in anew";
                };
        return new ReaderException(
                "reader %s: %s %s"
                        .formatted(config.name(), config.device(), why.formatted(config.device())));
    }
}
