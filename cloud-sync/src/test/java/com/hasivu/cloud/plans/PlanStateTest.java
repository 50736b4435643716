package com.hasivu.cloud.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.http.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class PlanStateTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    DRAFT                 | SUBMITTED DISCARDED
                    SUBMITTED             | DRAFT NUTRITIONIST_APPROVED
                    NUTRITIONIST_APPROVED | DRAFT ADMIN_APPROVED
                    ADMIN_APPROVED        | DRAFT APPROVED
                    APPROVED              | DRAFT PUBLISHED
                    PUBLISHED             | ''
                    DISCARDED             | ''
                    """)
    void state_becomesWhatTheTableSays(PlanState state, String next) {
        assertThat(Arrays.stream(PlanState.values()).filter(state::mayBecome).map(PlanState::name))
                .containsExactlyInAnyOrder(next.isEmpty() ? new String[0] : next.split(" "));
    }

    /** The one way to the top goes by the three roles in order. */
    @Test
    void approvals_areInOrder() {
        PlanState state = PlanState.SUBMITTED;
        for (Role role : new Role[] {Role.NUTRITIONIST, Role.SCHOOL_ADMIN, Role.PRINCIPAL}) {
            assertThat(state.waitsFor()).contains(role);
            assertThat(state.mayBecome(state.approved())).isTrue();
            assertThat(state.mayBecome(PlanState.PUBLISHED)).isFalse();
            state = state.approved();
        }
        assertThat(state).isEqualTo(PlanState.APPROVED);
    }

    @Test
    void label_readsBack() {
        assertThat(PlanState.values())
                .allSatisfy(s -> assertThat(PlanState.of(s.label())).isEqualTo(s));
    }
}
