package com.hasivu.edge.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.decision.Supervisor;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.wire.HandProof;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

class SupervisionTest {
    private static final StaffId MEERA = new StaffId(3);
    private static final StaffId RAVI = new StaffId(4);
    private static final PinVerifier PIN = PinVerifier.of("271828", new SecureRandom());

    private final Map<StaffId, Supervisor> staff = new HashMap<>();
    private long now = 5;
    private final Supervision supervision =
            new Supervision(id -> Optional.ofNullable(staff.get(id)), () -> now);

    SupervisionTest() {
        for (StaffId id : new StaffId[] {MEERA, RAVI, new StaffId(5)}) {
            staff.put(id, new Supervisor(id, "S " + id, Optional.empty(), Optional.of(PIN)));
        }
    }

    private void later(Duration time) {
        now += time.toNanos();
    }

    @Test
    void rightPin_givesAPassThatEnds() {
        Pass pass = ((Entry.In) supervision.pin(MEERA, "271828")).pass();
        assertThat(pass.proof()).isEqualTo(HandProof.HAND_PROOF_PIN);
        assertThat(pass.toString()).doesNotContain(pass.token());
        later(Supervision.PASS.minusMillis(1));
        assertThat(supervision.find(pass.token())).contains(pass);
        later(Duration.ofMillis(1));
        assertThat(supervision.find(pass.token())).isEmpty();
        assertThat(supervision.find("")).isEmpty();
    }

    @Test
    void passOfOneWhoLeft_isNone() {
        Pass pass = ((Entry.In) supervision.pin(MEERA, "271828")).pass();
        staff.remove(MEERA);
        assertThat(supervision.find(pass.token())).isEmpty();
    }

    @Test
    void fiveWrongPins_lockThatSupervisorForAWhile() {
        for (int left = 4; left >= 0; left--) {
            assertThat(supervision.pin(MEERA, "000000")).isEqualTo(new Entry.Wrong(left));
        }
        later(Duration.ofMinutes(1));
        assertThat(supervision.pin(MEERA, "271828"))
                .isEqualTo(new Entry.Locked(Duration.ofMinutes(4)));
        assertThat(supervision.pin(RAVI, "271828")).isInstanceOf(Entry.In.class);
        later(Duration.ofMinutes(4));
        assertThat(supervision.pin(MEERA, "271828")).isInstanceOf(Entry.In.class);
    }

    @Test
    void tenWrongPinsOfAnybody_lockAll() {
        for (int i = 0; i < 10; i++) {
            assertThat(supervision.pin(new StaffId(3 + i % 3), "111111"))
                    .isInstanceOf(Entry.Wrong.class);
        }
        assertThat(supervision.pin(new StaffId(99), "271828")).isInstanceOf(Entry.Locked.class);
        assertThat(supervision.pin(RAVI, "271828")).isInstanceOf(Entry.Locked.class);
    }

    @Test
    void rightPin_forgetsThatSupervisorsWrongOnesOnly() {
        for (int i = 0; i < 4; i++) {
            supervision.pin(MEERA, "000000");
        }
        assertThat(supervision.pin(MEERA, "271828")).isInstanceOf(Entry.In.class);
        assertThat(supervision.pin(MEERA, "000000")).isEqualTo(new Entry.Wrong(4));
        assertThat(supervision.pin(new StaffId(77), "271828")).isEqualTo(new Entry.Wrong(4));
    }

    @Test
    void card_letsTheScreenThatWaitsIn() {
        supervision.card(MEERA); // nobody waits: nothing
        CompletableFuture<Optional<Pass>> gone = supervision.awaitCard();
        CompletableFuture<Optional<Pass>> wait = supervision.awaitCard();
        gone.cancel(false);
        supervision.card(MEERA);
        Pass pass = wait.join().orElseThrow();
        assertThat(pass.proof()).isEqualTo(HandProof.HAND_PROOF_CARD);
        assertThat(supervision.find(pass.token())).isPresent();
    }

    /** Else whoever waits in silence somewhere on the network would get a supervisor's pass. */
    @Test
    void cardWhileSeveralScreensWait_letsNoneIn() {
        CompletableFuture<Optional<Pass>> first = supervision.awaitCard();
        CompletableFuture<Optional<Pass>> second = supervision.awaitCard();
        supervision.card(MEERA);
        assertThat(first.join()).isEmpty();
        assertThat(second.join()).isEmpty();
        CompletableFuture<Optional<Pass>> alone = supervision.awaitCard();
        supervision.card(MEERA);
        assertThat(alone.join()).isPresent();
    }
}
