package com.hasivu.edge.supervision;

import com.hasivu.edge.decision.Supervisor;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.wire.HandProof;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Lets supervisors in: by PIN, against the verifier of the snapshot in use, or by holding their
 * card to a reader while a screen waits for it. Either gives a {@link Pass} for {@link #PASS}. One
 * who is no supervisor any more by the newest snapshot has none.
 *
 * <p>Threading: thread-safe. One PIN is checked at a time, for up to a second; a card's tap and a
 * pass are never kept waiting by it.
 */
public final class Supervision {
    /** How long a pass lasts. */
    public static final Duration PASS = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    private static final int TOKEN_BYTES = 16;
    private static final int MAX_WAITING = 8;
    private static final int MAX_PASSES = 64;

    private record Held(Pass pass, long endsNanos) {}

    private final Function<StaffId, Optional<Supervisor>> supervisors;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final Object lock = new Object(); // guards the rest
    private final PinLock pins = new PinLock();
    private final Map<String, Held> passes = new HashMap<>();
    private final Deque<CompletableFuture<Optional<Pass>>> waiting = new ArrayDeque<>();

    /**
     * Nobody is in.
     *
     * @param supervisors of the snapshot in use
     * @param nanoTime monotonic nanoseconds
     */
    public Supervision(Function<StaffId, Optional<Supervisor>> supervisors, LongSupplier nanoTime) {
        this.supervisors = supervisors;
        this.nanoTime = nanoTime;
    }

    /** A PIN was typed. */
    public Entry pin(StaffId staff, String pin) {
        oneAtATime.lock();
        try {
            synchronized (lock) {
                Duration left = pins.left(staff, nanoTime.getAsLong());
                if (!left.isZero()) {
                    return new Entry.Locked(left);
                }
            }
            boolean right =
                    supervisors
                            .apply(staff)
                            .flatMap(Supervisor::pin)
                            .filter(verifier -> verifier.matches(pin))
                            .isPresent();
            synchronized (lock) {
                if (right) {
                    pins.right(staff);
                    return new Entry.In(enter(staff, HandProof.HAND_PROOF_PIN));
                }
                int left = pins.wrong(staff, nanoTime.getAsLong());
                if (left == 0) {
                    LOG.warn(
                            "wrong PINs of supervisor {}: locked for {} min; if it was not him,"
                                    + " give him a new PIN",
                            staff,
                            PinLock.LOCKED.toMinutes());
                }
                return new Entry.Wrong(left);
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Somebody waits at a screen for a supervisor's card. Empty when others wait as well: whose
     * card it is does not tell for whom it is meant, so none of them gets the pass. Cancel it when
     * nobody waits any more.
     */
    public CompletableFuture<Optional<Pass>> awaitCard() {
        CompletableFuture<Optional<Pass>> wait = new CompletableFuture<>();
        synchronized (lock) {
            waiting.removeIf(CompletableFuture::isDone);
            if (waiting.size() >= MAX_WAITING) {
                waiting.removeFirst().cancel(false);
            }
            waiting.addLast(wait);
        }
        return wait;
    }

    /** How many wait for a card now. */
    public int waiting() {
        synchronized (lock) {
            waiting.removeIf(CompletableFuture::isDone);
            return waiting.size();
        }
    }

    /** A supervisor's card was held to a reader, and nothing is to be said against it. */
    public void card(StaffId staff) {
        synchronized (lock) {
            waiting.removeIf(CompletableFuture::isDone);
            if (waiting.size() > 1) {
                LOG.warn(
                        "supervisor {} held a card while {} screens waited for one: none is let in;"
                                + " close the others, or use the PIN",
                        staff,
                        waiting.size());
                waiting.forEach(wait -> wait.complete(Optional.empty()));
            } else if (!waiting.isEmpty()) {
                waiting.getFirst().complete(Optional.of(enter(staff, HandProof.HAND_PROOF_CARD)));
            }
            waiting.clear();
        }
    }

    /** Whose pass it is; empty when it has ended, or the snapshot has no such supervisor now. */
    public Optional<Pass> find(String token) {
        synchronized (lock) {
            sweep();
            return Optional.ofNullable(passes.get(token))
                    .map(Held::pass)
                    .filter(pass -> supervisors.apply(pass.staff()).isPresent());
        }
    }

    private Pass enter(StaffId staff, HandProof proof) {
        sweep();
        if (passes.size() >= MAX_PASSES) {
            passes.clear();
        }
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        Pass pass = new Pass(HexFormat.of().formatHex(token), staff, proof);
        passes.put(pass.token(), new Held(pass, nanoTime.getAsLong() + PASS.toNanos()));
        return pass;
    }

    private void sweep() {
        long now = nanoTime.getAsLong();
        passes.values().removeIf(held -> held.endsNanos() - now <= 0);
    }
}
