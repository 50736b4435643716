package com.hasivu.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.reader.ReaderConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Whether every configured reader is plugged in and, of a running station, online. */
record ReadersCheck(Machine machine, List<ReaderConfig> readers, Callable<Daemon> daemon)
        implements Check {
    @Override
    public String name() {
        return "readers";
    }

    @Override
    public Finding look() throws Exception {
        if (readers.isEmpty()) {
            return new Finding.Skip("no reader is configured");
        }
        List<String> missing = new ArrayList<>();
        for (ReaderConfig reader : readers) {
            if (reader.device().startsWith("/dev/") && !Files.exists(machine.at(reader.device()))) {
                missing.add("%s: %s is not there".formatted(reader.name(), reader.device()));
            }
        }
        if (!missing.isEmpty()) {
            return new Finding.Fail(
                    String.join(", ", missing),
                    "plug it in, try another cable, see 'dmesg | tail'; 'hasivu-edge readers scan' tells what is where");
        }
        List<String> offline = offline();
        return offline.isEmpty()
                ? new Finding.Ok("%d reader(s) there".formatted(readers.size()))
                : new Finding.Fail(
                        String.join(", ", offline),
                        "check its power and cable, then 'hasivu-edge readers test NAME'");
    }

    private List<String> offline() throws Exception {
        List<String> offline = new ArrayList<>();
        if (daemon.call() instanceof Daemon.Up(var status)) {
            for (JsonNode reader : status.path("readers")) {
                if (!reader.path("state").asText().equals("online")) {
                    offline.add(
                            "%s is %s: %s"
                                    .formatted(
                                            reader.path("name").asText(),
                                            reader.path("state").asText(),
                                            reader.path("detail").asText("")));
                }
            }
        }
        return offline;
    }

    /** Their device files, where they have one that is there. */
    static List<Path> devices(Machine machine, List<ReaderConfig> readers) {
        return readers.stream()
                .filter(reader -> reader.device().startsWith("/dev/"))
                .map(reader -> machine.at(reader.device()))
                .filter(Files::exists)
                .toList();
    }
}
