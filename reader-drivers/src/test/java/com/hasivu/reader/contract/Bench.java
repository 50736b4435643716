package com.hasivu.reader.contract;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A workbench with one reader on it, plugged in, and two cards. Any thread. */
public interface Bench extends AutoCloseable {
    ReaderDriver driver();

    /** Names the device by a path that stays the same over unplug and plug. */
    ReaderConfig config();

    CardId card();

    CardId otherCard();

    /** The bytes with which the reader tells of one read. */
    byte[] frame(CardId card);

    /** Holds a card to the reader until {@link #remove}. */
    void present(CardId card);

    void remove();

    /** Bytes on the line towards the station. */
    void send(byte[] bytes);

    /**
     * From now on a frame that tells of a card travels as these writes, a few milliseconds apart.
     */
    void deliver(Function<byte[], List<byte[]>> pieces);

    /** A device that is not there, as a configuration would name it. */
    default String missingDevice(Path folder) {
        return folder.resolve("not-plugged-in").toString();
    }

    /**
     * Whether it reads ISO 14443-A cards by their UID; phones and bank cards make one up for each
     * tap.
     */
    default boolean readsMadeUpNumbers() {
        return false;
    }

    /** How a second station hears that the reader is taken. */
    default Busy busy() {
        return Busy.OPEN_FAILS;
    }

    /** Whether a flipped bit of {@link #frame} shows. Not where a card's number travels bare. */
    default boolean isDamageSeen() {
        return true;
    }

    /**
     * Whether a bit flipped anywhere in {@link #frame} makes it worthless. Not where nothing checks
     * what lies beside the number (JSON text, LLRP over TCP): such a frame may still tell of the
     * right card, and never of another.
     */
    default boolean isDamageFatal() {
        return true;
    }

    /**
     * A frame of thousands of bytes is split at every so-many-th only, for time: a number without a
     * common divisor with the length of the frame's parts, so that these are split at each of their
     * bytes.
     */
    default int splitStep() {
        return 1;
    }

    /** See {@link #busy}. */
    enum Busy {
        /** The driver's {@code open} throws. */
        OPEN_FAILS,
        /** The reader says it after the connection; {@code LinkDown} tells it. */
        LINK_DOWN,
        /** The reader serves several at once. */
        SHARED
    }

    void unplug();

    void plugIn();

    @Override
    void close();
}
