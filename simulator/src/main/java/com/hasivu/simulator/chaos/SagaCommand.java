package com.hasivu.simulator.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import com.hasivu.simulator.process.Folders;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/** {@code ./hasivu sim chaos saga}. */
@Command(
        name = "saga",
        mixinStandardHelpOptions = true,
        description = {
            "Two cloud nodes on one PostgreSQL; one dies at a named point of a saga's step while families order and pay.",
            "Each round: the proof that it died, the sagas it left, their end by the other node or the restarted one,",
            "then orders, portions, wallets and ledger from the rows. Exit code 0 only if every round bit and nothing broke."
        })
final class SagaCommand implements Callable<Integer> {
    @Option(
            names = "--rounds",
            defaultValue = "36",
            description = "how many; 36 are every path at every point (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "draws order, victims and moments (default: ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws Exception {
        ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
        Path dir = Files.createTempDirectory("hcs");
        var random = new Random(seed);
        List<SagaStrike> strikes = new ArrayList<>();
        while (strikes.size() < rounds) {
            strikes.addAll(SagaStrike.shuffled(random));
        }
        List<Round> done = new ArrayList<>();
        try (var chaos = new SagaRounds(dir, seed)) {
            var abort = new Thread(chaos::close, "abort"); // Ctrl-C leaves nothing running
            Runtime.getRuntime().addShutdownHook(abort);
            for (int i = 1; i <= rounds; i++) {
                Round round = chaos.round(i, strikes.get(i - 1));
                done.add(round);
                tell(round);
                if (!round.good()) {
                    break; // what is broken stays as it is, for a person
                }
            }
            Runtime.getRuntime().removeShutdownHook(abort);
        }
        boolean good = done.size() == rounds && done.stream().allMatch(Round::good);
        System.out.println();
        System.out.print(Report.of(done, Map.of()).table());
        System.out.printf(
                "%d rounds, seed %d: %s%n",
                done.size(), seed, good ? "nothing broke" : "FAILED; kept for a look: " + dir);
        if (good) {
            Folders.delete(dir);
        }
        return good ? 0 : 1;
    }

    private static void tell(Round round) {
        System.out.printf(
                Locale.ROOT,
                "round %-4d %-14s %s%n",
                round.number(),
                round.fault(),
                round.good()
                        ? "bit (%s); at rest after %.1f s"
                                .formatted(round.proof(), round.recovered().toMillis() / 1e3)
                        : "FAILED (%s)".formatted(round.bit() ? round.proof() : "no bite"));
        round.problems().forEach(problem -> System.out.println("           " + problem));
    }
}
