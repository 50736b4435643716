package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.control.ControlServer;
import com.hasivu.edge.control.FakeDesk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;

/**
 * Another user of this computer: the kernel itself refuses. As root the command runs on a thread
 * that becomes nobody (the bare system call changes one thread; setresuid(3) would change all). As
 * anybody else the files are closed to their owner too.
 */
class NotPermittedTest {
    private static final long NOBODY = 65_534;
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir Path folder;
    private Path config = Path.of("edge.yaml");
    private ControlServer server;

    @SuppressWarnings("NullAway.Init") // JUnit opens the server
    NotPermittedTest() {}

    @BeforeEach
    void open() throws Exception {
        mode(folder, "rwxr-xr-x");
        Path state = Files.createDirectory(folder.resolve("state"));
        mode(state, "rwxr-xr-x");
        Path log = Files.writeString(folder.resolve("edge.log"), "");
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "state-dir: state\nlog: { file: %s }\n".formatted(log));
        mode(config, "rw-r--r--");
        server =
                ControlServer.open(
                        state.resolve("control.sock"),
                        new FakeDesk(JsonNodeFactory.instance.objectNode()));
    }

    @AfterEach
    void close() throws IOException {
        mode(folder.resolve("state"), "rwxr-xr-x");
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "tap --card 04A1B2C3", "lookup --name asha", "readers list"})
    void socketOfAnother_ends4AndNamesTheGroup(String line) throws Exception {
        assertThat(Cli.with(config, "status").code()).as("it answers its own").isZero();
        refuse(folder.resolve("state/control.sock"), "rw-rw----");
        Cli cli = as(line);
        assertThat(cli.err())
                .contains("not permitted to use " + folder.resolve("state/control.sock"))
                .contains("must be in the group", "usermod -aG");
        assertThat(cli.code()).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "journal ls",
                "journal verify",
                "snapshot show",
                "explain 1",
                "config show"
            })
    void folderOfAnother_ends4(String line) throws Exception {
        refuse(folder.resolve("state"), "rwxr-x---");
        Cli cli = as(line);
        assertThat(cli.err()).contains("not permitted to", folder.resolve("state").toString());
        assertThat(cli.code()).isEqualTo(ExitCode.NOT_PERMITTED);
    }

    @Test
    void logOfAnother_ends4() throws Exception {
        refuse(folder.resolve("edge.log"), "rw-r-----");
        Cli cli = as("logs");
        assertThat(cli.err()).contains("not permitted to read " + folder.resolve("edge.log"));
        assertThat(cli.code()).isEqualTo(ExitCode.NOT_PERMITTED);
    }

    /** Not ours any more: root's thread becomes nobody, another user loses his own rights. */
    private static void refuse(Path path, String mode) throws IOException {
        mode(path, ROOT ? mode : "---------");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Cli as(String line) throws Exception {
        var result = new CompletableFuture<Cli>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                becomeNobody();
                                result.complete(Cli.with(config, line.split(" ")));
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result.get();
    }

    private static void becomeNobody() throws Throwable {
        if (!ROOT) {
            return;
        }
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        assumeThat(arm || System.getProperty("os.arch").equals("amd64")).isTrue();
        Linker linker = Linker.nativeLinker();
        MethodHandle call =
                linker.downcallHandle(
                        linker.defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        long[][] calls = { // setgroups to none, setresgid, setresuid
            {arm ? 159 : 116, 0, 0, 0},
            {arm ? 149 : 119, NOBODY, NOBODY, NOBODY},
            {arm ? 147 : 117, NOBODY, NOBODY, NOBODY},
        };
        for (long[] c : calls) {
            assertThat((long) call.invokeExact(c[0], c[1], c[2], c[3])).as("call " + c[0]).isZero();
        }
    }
}
