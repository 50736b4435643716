package com.hasivu.cloud.wallet;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

/**
 * What a wallet is charged for.
 *
 * @param payer whose wallet
 * @param paise more than 0
 */
public record Purchase(
        OrderId order, SchoolId school, StudentId student, UserId payer, long paise) {}
