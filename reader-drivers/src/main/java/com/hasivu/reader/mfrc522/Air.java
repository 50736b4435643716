package com.hasivu.reader.mfrc522;

/** What goes through the field, parity bits left out. */
final class Air {
    private Air() {}

    /**
     * To the cards.
     *
     * @param lastBits how many bits of the last byte are sent; 0 for all
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Frame(byte[] bytes, int lastBits) {}

    /** From the cards. */
    sealed interface Answer {
        /**
         * @param lastBits how many bits of the last byte are valid; 0 for all
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Bytes(byte[] bytes, int lastBits) implements Answer {
            boolean isWhole(int count) {
                return bytes.length == count && lastBits == 0;
            }
        }

        record Silence() implements Answer {}

        /** The chip found it damaged. */
        record Damaged(String why) implements Answer {}
    }
}
