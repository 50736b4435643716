package com.hasivu.simulator.cli;

import com.hasivu.simulator.bench.BenchCommand;
import com.hasivu.simulator.chaos.ChaosCommand;
import com.hasivu.simulator.demo.DemoCommand;
import com.hasivu.simulator.fuzz.FuzzCommand;
import com.hasivu.simulator.load.LoadCommand;
import com.hasivu.simulator.mutants.MutantsCommand;
import com.hasivu.simulator.world.WorldCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code hasivu-sim}: the school, its readers and its lunch, and the checks on what came of it. */
@Command(
        name = "hasivu-sim",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Readers that speak real bytes, made-up schools, and checks on raw records.",
        subcommands = {
            DemoCommand.class,
            ReaderCommand.class,
            FuzzCommand.class,
            BenchCommand.class,
            MutantsCommand.class,
            WorldCommand.class,
            CheckCommand.class,
            ProxyCommand.class,
            ChaosCommand.class,
            LoadCommand.class
        })
public final class SimMain implements Runnable {
    private SimMain() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new SimMain());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(
                (e, command, parsed) -> {
                    if (System.getenv("HASIVU_TRACE") != null) {
                        e.printStackTrace();
                    }
                    command.getErr().println("hasivu-sim: " + e.getMessage());
                    command.getErr().flush();
                    return 1;
                });
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
