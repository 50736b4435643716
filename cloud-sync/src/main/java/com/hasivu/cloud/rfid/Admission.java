package com.hasivu.cloud.rfid;

/** Whether a station is let in with a certificate, and if not, why: told to the station. */
public enum Admission {
    ADMITTED(""),
    UNKNOWN("unknown here"),
    CLAIMABLE("waiting for its claim code to be used"),
    REVOKED("revoked"),
    SUPERSEDED("shown a certificate that was replaced"),
    EXPIRED("shown a certificate that has expired");

    private final String why;

    Admission(String why) {
        this.why = why;
    }

    public boolean admitted() {
        return this == ADMITTED;
    }

    /** The end of the sentence "the station is ..."; empty when admitted. */
    public String why() {
        return why;
    }
}
