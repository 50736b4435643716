package com.hasivu.simulator.cli;

import com.hasivu.simulator.proxy.FaultProxy;
import com.hasivu.simulator.proxy.Toxic;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code ./hasivu sim proxy}. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        description = {
            "Stands between two programs and spoils the TCP link, until standard input ends. Does not look at the bytes.",
            "Toxics: latency:MS[:JITTER] bandwidth:BYTES_A_SECOND slow-close:MS vanish (half open: bytes disappear)",
            "  reset:MS limit-data:BYTES slicer:BYTES:MS; for one direction with up/ or down/ before it.",
            "A line on standard input sets other toxics (separated by spaces; 'none' for none) and prints the counters."
        })
final class ProxyCommand implements Callable<Integer> {
    @Option(names = "--listen", paramLabel = "HOST:PORT", required = true)
    private String listen = "";

    @Option(names = "--to", paramLabel = "HOST:PORT", required = true)
    private String to = "";

    @Option(names = "--toxic", paramLabel = "TOXIC", description = "may be given several times")
    private List<String> toxics = new ArrayList<>();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of the jitter (default: ${DEFAULT-VALUE})")
    private long seed;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (FaultProxy proxy = FaultProxy.open(address(listen), address(to), seed)) {
            proxy.set(parse(toxics));
            System.out.println("listening at " + proxy.address() + ", to " + to);
            System.out.flush();
            var lines =
                    new java.io.BufferedReader(
                            new java.io.InputStreamReader(
                                    System.in, java.nio.charset.StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line.strip(), proxy);
            }
            return 0;
        }
    }

    private void obey(String line, FaultProxy proxy) {
        if (!line.isEmpty()) {
            try {
                proxy.set(line.equals("none") ? new Toxic[0] : parse(List.of(line.split("\\s+"))));
            } catch (ParameterException e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println(proxy.tally());
        System.out.flush();
    }

    private Toxic[] parse(List<String> texts) {
        try {
            return texts.stream().map(Toxic::parse).toArray(Toxic[]::new);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), "'%s' is no address; write HOST:PORT".formatted(text));
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
    }
}
