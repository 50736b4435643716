package com.hasivu.cloud.rfid;

import java.math.BigInteger;
import java.time.Instant;

/**
 * A certificate as the registry keeps it.
 *
 * @param publicKey base64 of the SPKI
 * @param pem the certificate itself
 */
public record StationCertificate(
        BigInteger serial, String publicKey, String pem, Instant issued, Instant expires) {}
