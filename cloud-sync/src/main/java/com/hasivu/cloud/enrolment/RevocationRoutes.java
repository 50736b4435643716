package com.hasivu.cloud.enrolment;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.cloud.rfid.Certificates;
import com.hasivu.cloud.rfid.Stations;

import java.math.BigInteger;
import java.security.cert.CRLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The list of certificates that count no more, for a broker that is not ours: it cannot ask our
 * registry, but every broker reads such a list. Open to everybody: it holds serial numbers only.
 */
public final class RevocationRoutes {
    private final Database database;
    private final Stations stations;
    private final CertificateAuthority authority;

    public RevocationRoutes(Database database, Stations stations, CertificateAuthority authority) {
        this.database = database;
        this.stations = stations;
        this.authority = authority;
    }

    public void register(Api api) {
        api.route("getRevocations", Access.everyone(), this::list);
    }

    private Reply list(Request request) {
        Map<BigInteger, Instant> ended = new LinkedHashMap<>();
        for (Certificates.Ended one : database.read(tx -> stations.certificates().ended(tx))) {
            ended.put(one.serial(), one.since());
        }
        try {
            return Reply.ok(
                    new Reply.Text(
                            "application/x-pem-file",
                            Pem.block("X509 CRL", authority.revocations(ended).getEncoded())));
        } catch (CRLException e) {
            throw new IllegalStateException("a list that cannot be encoded", e);
        }
    }
}
