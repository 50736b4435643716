package com.hasivu.reader;

/** How sure it is that the card is no copy. */
public sealed interface Assurance {
    /** Only its number is known, and anyone can write that to another chip. */
    record NumberOnly() implements Assurance {}

    /**
     * The chip signed this read (NTAG 424 DNA, secure unique NFC message).
     *
     * @param counter the chip's count of reads, signed too; a read with a count not above the
     *     card's last is a copy of an old one
     */
    record SignedRead(long counter) implements Assurance {}

    /** The chip proved to know its key (DESFire, mutual authentication). */
    record KeyProven() implements Assurance {}

    /** The proof was asked for and is wrong: no card of ours. */
    record Refuted(String why) implements Assurance {}

    /** Of every reader that cannot ask for more. */
    Assurance NUMBER_ONLY = new NumberOnly();
}
