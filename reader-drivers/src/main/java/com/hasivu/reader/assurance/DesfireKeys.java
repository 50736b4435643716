package com.hasivu.reader.assurance;

/**
 * What a DESFire must know.
 *
 * @param application its id, most significant byte first
 * @param number of the key in it, 0 to 13
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DesfireKeys(byte[] application, int number, CardKey key, Kind kind) {
    /** How to authenticate. */
    enum Kind {
        /** AuthenticateAES (AA): EV1 and later. */
        EV1,
        /** AuthenticateEV2First (71): EV2, EV3, Light. */
        EV2
    }
}
