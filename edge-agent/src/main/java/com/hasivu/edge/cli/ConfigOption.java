package com.hasivu.edge.cli;

import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.doctor.Check;
import com.hasivu.edge.doctor.Checks;
import com.hasivu.edge.doctor.Saved;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.remote.Remote;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.SnapshotReport;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code --config}, and what it leads to. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:HASIVU_EDGE_CONFIG:-/etc/hasivu/edge.yaml}",
            description = "The settings file (default: $HASIVU_EDGE_CONFIG, ${DEFAULT-VALUE}).")
    private Path file = Path.of("/etc/hasivu/edge.yaml");

    Path file() {
        return file;
    }

    /** What the file says, without settings from afar. */
    StationSettings fileSettings() {
        return StationSettings.load(file);
    }

    /** What they would be if that file of theirs were written. */
    StationSettings asIf(Path draft, String text) {
        return StationSettings.asIf(file, draft, text);
    }

    /** What is in force by the file and the state folder. */
    StationSettings settings() {
        StationSettings ofFile = fileSettings();
        StateDir state = new StateDir(ofFile.stateDir());
        requirePermitted(state);
        return Remote.inForce(ofFile, state.remote());
    }

    StateDir stateDir() {
        return new StateDir(fileSettings().stateDir());
    }

    ControlClient control() {
        return new ControlClient(stateDir().controlSocket());
    }

    /** What the doctor looks at. */
    List<Check> checks() {
        return Checks.of(file, this::fileSettings, ConfigOption::saved);
    }

    private static Saved saved(Path folder) {
        StateDir state = new StateDir(folder);
        return new Saved(
                state.root(),
                state.controlSocket(),
                state.journal(),
                () -> Enrolling.saved(state),
                identity -> SnapshotReport.of(state.snapshots(), identity));
    }

    /** Else what is in the folder looks as if it were not there. */
    static void requirePermitted(StateDir state) {
        if (Files.exists(state.root()) && !Files.isExecutable(state.root())) {
            throw new NotPermittedException(state.root());
        }
    }

    /** The identity on disk, read only. */
    Identity identity(StateDir state) {
        requirePermitted(state);
        if (Files.exists(state.identity()) && !Files.isReadable(state.identity())) {
            throw new NotPermittedException(state.identity());
        }
        return Enrolling.saved(state).orElseThrow(() -> StationException.notEnrolled(state));
    }
}
