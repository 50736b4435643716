package com.hasivu.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own. */
class CloudMainTest {
    private static final Pattern READY =
            Pattern.compile("\\{\"event\":\"ready\",\"http\":\"http://127\\.0\\.0\\.1:(\\d+)\".*}");

    @TempDir Path folder = Path.of("");

    private Process run(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CloudMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    private String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String config() throws IOException {
        Files.writeString(folder.resolve("pw"), "a long password\n");
        Files.writeString(
                folder.resolve("cloud.yaml"),
                """
                http: {port: 0}
                data-dir: data
                broker: {mode: none}
                bootstrap: {admin: {email: root@hasivu.test, password-file: pw}}
                """);
        return "cloud.yaml";
    }

    @Test
    void serve_saysWhenItIsReadyAndStopsCleanly() throws Exception {
        Process serve = run("serve", "--config", config());
        try (var out =
                new BufferedReader(
                        new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8))) {
            String line = String.valueOf(out.readLine());
            Matcher ready = READY.matcher(line);
            assertThat(ready.matches()).as(line + stderr()).isTrue();
            Web web = Web.at(Integer.parseInt(ready.group(1)));
            assertThat(web.get("/v1/health").expect(200).json().path("status").asText())
                    .isEqualTo("healthy");
            web.post(
                            "/v1/auth/sign-in",
                            "{'email':'root@hasivu.test','password':'a long password'}")
                    .expect(200);

            Process second = run("migrate", "--config", "cloud.yaml");
            assertThat(exit(second)).isEqualTo(CloudMain.UNAVAILABLE);
            Process review = run("review", "chains", "--config", "cloud.yaml");
            assertThat(exit(review)).isEqualTo(CloudMain.UNAVAILABLE);
            assertThat(stderr())
                    .contains("ask it: GET /v1/schools/{school}/review")
                    .doesNotContain("\tat ");

            serve.toHandle().destroy();
            assertThat(exit(serve)).isEqualTo(143);
            assertThat(out.readLine()).isNull();
        } finally {
            serve.destroyForcibly();
        }
        Process migrate = run("migrate", "--config", "cloud.yaml");
        assertThat(exit(migrate)).as(stderr()).isZero();
    }

    @Test
    void anyCommand_refusesABrokenConfiguration() throws Exception {
        Files.writeString(folder.resolve("cloud.yaml"), "http:\n  prt: 1\n");
        Process validate = run("config", "validate", "--config", "cloud.yaml");
        assertThat(exit(validate)).isEqualTo(CloudMain.BAD_CONFIG);
        assertThat(stderr())
                .isEqualTo(
                        "cloud.yaml:2: http.prt: '1' belongs to no known key; did you mean http.port?\n");
        assertThat(folder.resolve("hasivu-data")).doesNotExist();
    }
}
