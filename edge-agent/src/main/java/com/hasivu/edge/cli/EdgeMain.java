package com.hasivu.edge.cli;

import com.hasivu.edge.backup.BackupException;
import com.hasivu.edge.control.ControlException;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.logs.LogException;
import com.hasivu.edge.remote.RemoteException;
import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.snapshot.SnapshotException;
import com.hasivu.edge.state.StationException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** The way in. Answers go to stdout, everything else to stderr. */
@Command(
        name = "hasivu-edge",
        mixinStandardHelpOptions = true,
        version = "hasivu-edge " + EdgeMain.VERSION,
        description = "The station at a school's meal counter.",
        subcommands = {
            RunCommand.class,
            SetupCommand.class,
            EnrollCommand.class,
            StatusCommand.class,
            TapCommand.class,
            LookupCommand.class,
            JournalCommand.class,
            ExplainCommand.class,
            SnapshotCommand.class,
            ReadersCommand.class,
            SignalsCommand.class,
            DemoCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            LogsCommand.class,
            BundleCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            VersionCommand.class,
            GenerateCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:it failed, or the station is degraded",
            "2:the command line is wrong",
            "3:the station is not running",
            "4:this user is not permitted",
            "10:it was told from afar to restart: start it again",
            "70:a bug ended the station",
            "75:another process has the state folder",
            "78:the settings are wrong, or the station is not enrolled"
        })
public final class EdgeMain implements Callable<Integer> {
    static final String VERSION = "0.1.0";

    @Spec private CommandSpec spec;

    EdgeMain() {
        spec = CommandSpec.create(); // replaced by picocli
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new EdgeMain());
        line.setExecutionExceptionHandler((e, command, parsed) -> tell(e, command.getErr()));
        return line;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static int tell(Exception e, PrintWriter err) throws Exception {
        int code =
                switch (e) {
                    case SettingsException s -> ExitCode.BAD_SETTINGS;
                    case StationException s -> s.exitCode();
                    case ControlException c ->
                            switch (c.kind()) {
                                case NOT_RUNNING -> ExitCode.NOT_RUNNING;
                                case NOT_PERMITTED -> ExitCode.NOT_PERMITTED;
                                case BROKEN -> ExitCode.FAILED;
                            };
                    case NotPermittedException n -> ExitCode.NOT_PERMITTED;
                    case RemoteException r -> ExitCode.FAILED;
                    case BackupException b -> ExitCode.FAILED;
                    case LogException l ->
                            l.notPermitted() ? ExitCode.NOT_PERMITTED : ExitCode.FAILED;
                    case JournalException j -> ExitCode.FAILED;
                    case SnapshotException s -> ExitCode.FAILED;
                    default -> ExitCode.BUG;
                };
        if (code == ExitCode.BUG) {
            err.println("hasivu-edge: this is a bug; please report it with what follows");
            e.printStackTrace(err);
        } else {
            String.valueOf(e.getMessage())
                    .lines()
                    .forEach(line -> err.println("hasivu-edge: " + line));
        }
        err.flush();
        return code;
    }
}
