package com.hasivu.cloud;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** Mail servers in this process. */
public final class MailBox {
    /** A busy machine takes longer than the library's own 2 s. */
    private static final long STARTS_WITHIN_MILLIS = 60_000;

    private MailBox() {}

    /**
     * One that runs.
     *
     * @param port 0: any free one
     * @param protocol {@code smtp} or {@code smtps}
     */
    public static GreenMail open(int port, String protocol) {
        var setup = new ServerSetup(port, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(STARTS_WITHIN_MILLIS);
        var server = new GreenMail(setup);
        server.start();
        return server;
    }
}
