package com.hasivu.edge.decision;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.StaffId;

import java.util.Optional;

/** Who may serve by hand and take back, as the snapshot says. */
public record Supervisor(
        StaffId id, String name, Optional<CardId> card, Optional<PinVerifier> pin) {}
