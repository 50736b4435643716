package com.hasivu.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Carries bytes to a server on this machine; while it hangs, it takes connections and is silent.
 */
public final class LineProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile CountDownLatch flows = new CountDownLatch(0);

    public LineProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void hang() {
        flows = new CountDownLatch(1);
    }

    public void flow() {
        flows.countDown();
    }

    /** Ends every connection, and each new one at once, until {@link #mend}. */
    public void cut() throws IOException {
        cut = true;
        for (Socket client : clients) {
            client.close();
        }
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> carry(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void carry(Socket client) {
        clients.add(client);
        try (client) {
            flows.await();
            if (cut) {
                return;
            }
            try (var behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
                Thread there = Thread.ofVirtual().start(() -> copy(client, behind));
                copy(behind, client);
                there.join();
            }
        } catch (IOException e) {
            // whoever is behind is gone: the client sees its connection end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[4096];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                flows.await();
                out.write(bytes, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // one side is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        flow();
        server.close();
    }
}
