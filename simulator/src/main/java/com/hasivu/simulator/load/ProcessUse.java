package com.hasivu.simulator.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel says of a process: proc(5). Linux only. */
public final class ProcessUse {
    /** USER_HZ, which proc(5) counts in; 100 on every Linux this runs on. */
    private static final double TICKS_A_SECOND = 100;

    /** Fields of /proc/PID/stat after the program's name: utime is the 12th, stime the 13th. */
    private static final int USER_TIME = 11;

    private ProcessUse() {}

    /**
     * @param residentMib memory in RAM
     * @param cpuSeconds used by all its threads since it began
     */
    public record Use(double residentMib, double cpuSeconds) {}

    /** Empty when there is no such process any more. */
    public static Optional<Use> of(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks =
                    Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    double kib = Long.parseLong(line.replaceAll("\\D", ""));
                    return Optional.of(new Use(kib / 1024, ticks / TICKS_A_SECOND));
                }
            }
            return Optional.empty(); // ended, not yet buried
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
