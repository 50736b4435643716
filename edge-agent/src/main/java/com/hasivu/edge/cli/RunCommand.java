package com.hasivu.edge.cli;

import com.hasivu.edge.logs.Logs;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.service.ServiceManager;
import com.hasivu.edge.service.Watchdog;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.Station;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the station until SIGTERM or SIGINT; then ends orderly, exit code 0. A command from afar may
 * have it start anew, in this process or, by exit code 10, in a new one.
 */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the station until it is told to end (SIGTERM).",
            "Signals go to stdout, one JSON object a line; the log goes to stderr,",
            "or to the file that log.file names."
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final int CLOSE_SECONDS = 25;

    @Mixin private ConfigOption config = new ConfigOption();

    private final ServiceManager manager =
            ServiceManager.in(System.getenv(), ProcessHandle.current().pid());
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean stopping;

    /** How this run of the station shall end. */
    private sealed interface Wish {
        /** SIGTERM. */
        record Stop() implements Wish {}

        /** Start it anew here. */
        record Again(StationSettings file) implements Wish {}

        /** Have a new process started. */
        record Leave() implements Wish {}
    }

    private final class Wishes implements Host {
        @Override
        public void again(StationSettings file) {
            wishes.add(new Wish.Again(file));
        }

        @Override
        public void leave() {
            wishes.add(new Wish.Leave());
        }
    }

    @Override
    public Integer call() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install(); // Paho and jSerialComm log there
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        StationSettings file = config.fileSettings();
        Logs.configure(file.log());
        Thread main = Thread.currentThread();
        Thread hook = Thread.ofPlatform().name("end").unstarted(() -> end(main));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            // not System.out: a PrintStream keeps quiet when nobody reads, and a tap counts as
            // shown
            OutputStream console = new FileOutputStream(FileDescriptor.out);
            Wish wish = serve(file, console);
            while (wish instanceof Wish.Again(var changed) && !stopping) {
                LOG.info("starting anew in this process");
                wish = serve(changed, console);
            }
            return wish instanceof Wish.Leave ? ExitCode.RESTART : ExitCode.OK;
        } catch (InterruptedException e) {
            LOG.info("told to end before the start was complete");
            return ExitCode.OK;
        } finally {
            ended.countDown();
            leave(hook);
        }
    }

    /** One run of the station; back when it is closed. */
    private Wish serve(StationSettings file, OutputStream console) throws InterruptedException {
        wishes.removeIf(wish -> wish instanceof Wish.Again); // of the run before: here it is
        try (Station station = Station.start(file, console, new Wishes())) {
            manager.ready(station.lifeSign().status());
            Optional<Watchdog> watchdog = Watchdog.start(manager, station.lifeSign());
            started = true;
            Wish wish = wishes.take();
            LOG.info("ending: {}", wish.getClass().getSimpleName());
            if (watchdog.isPresent()) {
                watchdog.get().close();
            }
            return wish;
        } finally {
            started = false;
        }
    }

    /** The shutdown hook: has the main thread close everything, then ends with 0 instead of 143. */
    private void end(Thread main) {
        stopping = true;
        manager.stopping();
        wishes.add(new Wish.Stop());
        if (!started) {
            main.interrupt();
        }
        try {
            boolean orderly = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            LOG.info(orderly ? "ended" : "ended without waiting any longer");
            Runtime.getRuntime().halt(orderly ? ExitCode.OK : ExitCode.FAILED);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }

    private static void leave(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is ending already"); // the hook runs, and halts
        }
    }

    /**
     * A bug on the tap path ends the process, so that a clean one is started; others are logged. A
     * process that ends already closes its journal first: a library loaded that late is refused its
     * own place among those that run at the end (jSerialComm), which is no bug.
     */
    private void uncaught(Thread thread, Throwable e) {
        if (stopping) {
            LOG.warn("thread {} failed while the station ends", thread.getName(), e);
            return;
        }
        boolean tapPath = thread.getName().startsWith("reader ");
        LOG.error("uncaught in thread {}{}", thread.getName(), tapPath ? "; ending" : "", e);
        if (tapPath || e instanceof VirtualMachineError) {
            Runtime.getRuntime().halt(ExitCode.BUG);
        }
    }
}
