package com.hasivu.simulator.reader.json;

import com.hasivu.simulator.process.KeptPort;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HiveMQ in this process, on the loopback address, nothing kept: what a site's broker is to a Zebra
 * reader. Lets everybody in but the user {@code stranger}. Start takes seconds. Thread-safe.
 */
public final class EmulatedBroker implements AutoCloseable {
    private static final String REFUSED_USER = "stranger";
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;
    private final KeptPort port = new KeptPort();
    private final InetSocketAddress address;
    private final EmbeddedHiveMQ broker;

    private EmulatedBroker(Path folder) throws IOException {
        this.folder = folder;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("extensions"));
        Files.writeString(
                folder.resolve("conf/config.xml"), settings(port.number()), StandardCharsets.UTF_8);
        broker =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(folder.resolve("conf"))
                        .withDataFolder(folder.resolve("data"))
                        .withExtensionsFolder(folder.resolve("extensions"))
                        .withEmbeddedExtension(
                                EmbeddedExtension.builder()
                                        .withId("emulated-broker")
                                        .withName("who may connect")
                                        .withVersion("1")
                                        .withPriority(0)
                                        .withStartPriority(1000)
                                        .withExtensionMain(new Door())
                                        .build())
                        .withoutLoggingBootstrap()
                        .build();
    }

    /** Starts one on a free port and returns once it listens. */
    public static EmulatedBroker start() {
        try {
            var made = new EmulatedBroker(Files.createTempDirectory("broker"));
            made.broker.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker starts", e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    private static String settings(int port) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <hivemq>
          <listeners>
            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
                .formatted(port);
    }

    @Override
    public void close() {
        try {
            broker.stop().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            broker.close();
            port.close();
            delete();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HiveMQ without an extension lets everybody in, or nobody, as others in this process say. */
    private static final class Door implements ExtensionMain, SimpleAuthenticator {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry().setAuthenticatorProvider(who -> this);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

        @Override
        public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
            if (input.getConnectPacket().getUserName().filter(REFUSED_USER::equals).isPresent()) {
                output.failAuthentication();
            } else {
                output.authenticateSuccessfully();
            }
        }
    }
}
