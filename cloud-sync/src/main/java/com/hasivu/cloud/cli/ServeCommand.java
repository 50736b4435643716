package com.hasivu.cloud.cli;

import com.hasivu.cloud.Cloud;
import com.hasivu.cloud.settings.CloudConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Serves until it is told to stop. One JSON line on stdout says when it is ready. */
@Command(
        name = "serve",
        description = "Serve until SIGTERM or ctrl-C.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        CloudConfig settings = config.read();
        LOG.info("data folder {}, database {}", settings.dataDir(), settings.database().url());
        Cloud cloud = Cloud.start(settings, Clock.systemUTC());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    LOG.info("stopping");
                                    cloud.close();
                                    LOG.info("stopped");
                                    stopped.countDown();
                                },
                                "stop"));
        System.out.println(ready(settings, cloud));
        System.out.flush();
        stopped.await();
        return 0;
    }

    private static String ready(CloudConfig settings, Cloud cloud) {
        String mqtt =
                cloud.mqttPort()
                        .map(
                                port ->
                                        ",\"mqtt\":\"%s:%d\""
                                                .formatted(settings.broker().host(), port))
                        .orElse("");
        String metrics =
                cloud.metricsPort()
                        .map(
                                port ->
                                        ",\"metrics\":\"%s:%d\""
                                                .formatted(
                                                        settings.floor()
                                                                .metrics()
                                                                .orElseThrow()
                                                                .getHostString(),
                                                        port))
                        .orElse("");
        return "{\"event\":\"ready\",\"http\":\"http://%s:%d\"%s%s}"
                .formatted(settings.http().host(), cloud.httpPort(), mqtt, metrics);
    }
}
