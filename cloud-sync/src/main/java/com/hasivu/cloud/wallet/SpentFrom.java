package com.hasivu.cloud.wallet;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.LocalDate;

/** Hears, within the same transaction, that money left a wallet. */
@FunctionalInterface
public interface SpentFrom {
    /**
     * The wallet's row is held until the transaction ends.
     *
     * @param balancePaise what is left
     * @param today of the school
     */
    void spent(DSLContext tx, SchoolId school, UserId guardian, long balancePaise, LocalDate today);
}
