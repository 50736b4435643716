package com.hasivu.cloud.ledger;

import java.util.List;

/**
 * What became of a wallet in a while: opening and the lines' sum are the closing.
 *
 * @param lines oldest first
 */
public record Statement(long openingPaise, List<StatementLine> lines) {
    public Statement {
        lines = List.copyOf(lines);
    }

    public long closingPaise() {
        return lines.stream().mapToLong(StatementLine::paise).reduce(openingPaise, Math::addExact);
    }
}
