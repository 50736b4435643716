package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every command without a station: exit code and message. */
class CommandLineTest {
    @TempDir Path folder;
    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("edge.yaml"), "state-dir: state\n");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        ''                                   | 2  | name a command
        nonsense                             | 2  | Unmatched argument
        run --config                         | 2  | Missing required parameter for option '--config'
        tap                                  | 2  | Missing required option: '--card=UID'
        tap --card 04A1B2C3                  | 3  | the station is not running
        tap --card xyz                       | 2  | --card: card id 'XYZ' is not 3 to 16 bytes
        lookup                               | 2  | Missing required argument
        lookup --card 04A1B2C3 --name a      | 2  | mutually exclusive
        lookup --name a                      | 3  | the station is not running
        lookup --number 0003887558           | 3  | the station is not running
        lookup --number 12x                  | 2  | is no card number
        readers                              | 2  | name one of list, scan, test, blink, decode
        readers decode --hex 00              | 2  | Missing required option: '--driver=FAMILY'
        readers scan --listen -1             | 2  | write 0 to 600 seconds
        readers test                         | 2  | Missing required parameter: 'NAME'
        signals                              | 2  | name one of test
        signals test                         | 3  | the station is not running
        signals test --outcome gren          | 2  | use one of served, already-served
        status                               | 3  | the station is not running
        journal                              | 2  | name one of ls, tail, show, verify, replay, export
        journal replay --date lunch          | 2  | Invalid value for option '--date'
        journal replay                       | 78 | this station is not enrolled
        journal export --format xml          | 2  | Invalid value for option '--format'
        journal export --from 5 --to 4       | 2  | --from 5 is behind --to 4
        explain                              | 2  | Missing required parameter: 'SEQ'
        explain 1                            | 78 | this station is not enrolled
        journal tail --count 0               | 2  | --count is 0; use 1 to 100000
        journal show x                       | 2  | Invalid value for positional parameter
        journal verify                       | 78 | this station is not enrolled
        snapshot                             | 2  | name one of show, verify
        snapshot show                        | 78 | this station is not enrolled
        config                               | 2  | name one of show, validate, schema
        enroll                               | 2  | Missing required argument
        enroll --code ABCD                   | 2  | has no cloud.url
        enroll --claim A --key-file B        | 2  | mutually exclusive
        enroll --key-file nothing-here       | 78 | nothing-here cannot be read
        setup --reader rdm6300               | 2  | is not KIND:DEVICE[:NAME]
        logs --level loud                    | 2  | use one of error, warn, info, debug
        backup                               | 2  | Missing required parameter: 'FILE'
        backup b.tar.gz                      | 78 | this station is not enrolled
        restore                              | 2  | Missing required parameter: 'FILE'
        restore nothing-here                 | 1  | nothing-here cannot be read
        generate schema nonsense             | 2  | name one of backup, bundle, config-show
        run                                  | 78 | this station is not enrolled
        """)
    void command_saysWhatIsWrong(String line, int code, String message) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ");
        boolean takesConfig =
                code != 2
                        || line.contains("--code")
                        || line.contains("--count")
                        || line.contains("--from");
        Cli cli = Cli.run(takesConfig ? with(words) : words);

        assertThat(cli.err()).contains(message);
        assertThat(cli.code()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "enroll",
                "status",
                "tap",
                "lookup",
                "journal",
                "journal ls",
                "journal tail",
                "journal verify",
                "journal show",
                "journal replay",
                "journal export",
                "explain",
                "snapshot",
                "snapshot show",
                "snapshot verify",
                "config",
                "config show",
                "config validate",
                "setup",
                "logs",
                "backup",
                "restore"
            })
    void help_tellsWhatACommandDoes(String command) {
        Cli cli = Cli.run((command + " --help").strip().split(" "));

        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("Usage: hasivu-edge" + (command.isEmpty() ? "" : " " + command));
        assertThat(cli.out().lines().count()).isGreaterThan(4);
    }

    @Test
    void configValidate_namesEveryProblemAndEnds78() throws IOException {
        Files.writeString(config, "stat-dir: s\nsignal: lamp\n");
        Cli cli = Cli.run("config", "validate", "--config", config.toString());

        assertThat(cli.code()).isEqualTo(78);
        assertThat(cli.err())
                .isEqualTo(
                        """
                        hasivu-edge: %1$s: state-dir: is missing; add a folder of this station, for example 'state'
                        hasivu-edge: %1$s:1: stat-dir: is no setting; did you mean 'state-dir'?
                        hasivu-edge: %1$s:2: signal: is 'lamp'; use one of console, none
                        """
                                .formatted(config));
    }

    @Test
    void configShow_printsWhatIsInForce() {
        Cli cli = Cli.run("config", "show", "--config", config.toString());

        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("state-dir: " + folder.resolve("state"))
                .containsPattern("journal.segment-size: 4MiB +# default");
    }

    @Test
    void run_saysWhenTheStateFolderIsTooDeepForASocket() throws IOException {
        Files.writeString(config, "state-dir: " + "d".repeat(120) + "\n");
        Cli cli = Cli.run("run", "--config", config.toString());

        assertThat(cli.code()).isEqualTo(78);
        assertThat(cli.err()).contains("edge.yaml:1: state-dir: is too long");
    }

    @Test
    void journalVerify_changesNothingOnAnEmptyStation() throws IOException {
        Cli.run(with("journal", "verify"));
        Cli.run(with("snapshot", "verify"));
        Cli.run(with("status"));
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private String[] with(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config.toString();
        return all;
    }
}
