package com.hasivu.edge.supervision;

import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.wire.HandProof;

/**
 * A supervisor that has just shown who it is.
 *
 * @param token random; whoever holds it acts as this supervisor until it ends
 */
public record Pass(String token, StaffId staff, HandProof proof) {
    @Override
    public String toString() {
        return "(pass of supervisor %s)".formatted(staff);
    }
}
