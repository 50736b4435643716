package com.hasivu.cloud;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * Hears every statement between the pool and the real database, past every class of ours: each JDBC
 * driver is put behind one that notes what is executed, by the name of the thread. A request's
 * thread is called after its operation, so what workers do meanwhile does not count.
 */
public final class Statements {
    /** Stands where a transaction ended. */
    public static final String COMMIT = "commit";

    private static final Map<String, Map<Thread, List<String>>> BY_NAME = new ConcurrentHashMap<>();

    private Statements() {}

    /** Hears connections that are opened from now on; see {@link #note}. Any number of times. */
    public static synchronized void listen() {
        for (Driver driver : DriverManager.drivers().toList()) {
            if (driver instanceof Heard) {
                continue;
            }
            try {
                DriverManager.registerDriver(new Heard(driver));
                DriverManager.deregisterDriver(driver);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot stand before " + driver, e);
            }
        }
    }

    /** Notes what threads of this name execute from now on: {@code http-placeOrder}. */
    public static void note(String thread) {
        BY_NAME.put(thread, new ConcurrentHashMap<>());
    }

    /**
     * What threads of this name executed since {@link #note}, one thread after the other:
     * statements, each batch once, and what else goes to the server and back. {@link #COMMIT} ends
     * a transaction. No more is noted: tests that come later would fill the heap with what nobody
     * reads.
     */
    public static List<String> noted(String thread) {
        Map<Thread, List<String>> threads = BY_NAME.remove(thread);
        if (threads == null) {
            throw new IllegalStateException("nothing of " + thread + " is noted: call note first");
        }
        var all = new ArrayList<String>();
        for (List<String> seen : threads.values()) {
            synchronized (seen) {
                all.addAll(seen);
            }
        }
        return all;
    }

    private static void executed(String what) {
        Thread thread = Thread.currentThread();
        Map<Thread, List<String>> threads = BY_NAME.get(thread.getName());
        if (threads != null) {
            threads.computeIfAbsent(thread, own -> Collections.synchronizedList(new ArrayList<>()))
                    .add(what.replaceAll("\\s+", " ").strip());
        }
    }

    private record Heard(Driver real) implements Driver {
        @Override
        public @Nullable Connection connect(String url, Properties properties) throws SQLException {
            Connection connection = real.connect(url, properties);
            return connection == null ? null : heard(Connection.class, connection, "");
        }

        @Override
        public boolean acceptsURL(String url) throws SQLException {
            return real.acceptsURL(url);
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info)
                throws SQLException {
            return real.getPropertyInfo(url, info);
        }

        @Override
        public int getMajorVersion() {
            return real.getMajorVersion();
        }

        @Override
        public int getMinorVersion() {
            return real.getMinorVersion();
        }

        @Override
        public boolean jdbcCompliant() {
            return real.jdbcCompliant();
        }

        @Override
        public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
            return real.getParentLogger();
        }
    }

    /** The real one, and what goes to the server is noted. */
    private static <T> T heard(Class<T> as, T real, String prepared) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (name.startsWith("execute")) {
                        String sql = arguments == null ? prepared : (String) arguments[0];
                        executed(name.endsWith("Batch") ? "batch: " + sql : sql);
                    } else if (real instanceof Connection connection) {
                        switch (name) {
                            case "commit" -> {
                                if (!connection.getAutoCommit()) {
                                    executed(COMMIT);
                                }
                            }
                            case "rollback" -> executed(name);
                            case "setTransactionIsolation" -> executed("isolation " + arguments[0]);
                            default -> {}
                        }
                    }
                    Object answer = invoke(method, real, arguments);
                    return switch (answer) {
                        case PreparedStatement statement ->
                                heard(PreparedStatement.class, statement, (String) arguments[0]);
                        case Statement statement when real instanceof Connection ->
                                heard(Statement.class, statement, "");
                        case null, default -> answer;
                    };
                };
        return as.cast(
                Proxy.newProxyInstance(
                        Statements.class.getClassLoader(), new Class<?>[] {as}, handler));
    }

    private static @Nullable Object invoke(Method method, Object real, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
