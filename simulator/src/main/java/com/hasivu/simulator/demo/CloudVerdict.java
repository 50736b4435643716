package com.hasivu.simulator.demo;

import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.process.Program;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the cloud's own commands say of its database, for the checks at the end. */
final class CloudVerdict {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private CloudVerdict() {}

    /** docs/money.md, "The books". */
    static Finding ofMoney(Site site, long transfers) {
        return new Finding(
                "C1",
                "every transfer sums to zero; wallets, payments and top-ups agree (ledger check)",
                transfers,
                wrong(site, "ledger", "check"));
    }

    /** docs/adr/0021. */
    static Finding ofAudit(Site site, long rows) {
        return new Finding(
                "A4",
                "the audit log's chain holds and every row is in it (audit verify)",
                rows,
                wrong(site, "audit", "verify"));
    }

    /** Empty when the command ends with 0; else what it said. */
    private static String wrong(Site site, String... command) {
        try (Program program = site.askCloud(command)) {
            Optional<Integer> code = program.exit(PATIENCE);
            if (code.equals(Optional.of(0))) {
                return "";
            }
            List<String> said = program.lines();
            return "%s ended with %s: %s"
                    .formatted(
                            String.join(" ", command),
                            code.map(String::valueOf).orElse("nothing in " + PATIENCE),
                            said.isEmpty() ? "nothing; see " + program.log() : said.getFirst());
        }
    }
}
