package com.hasivu.cloud.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class ChangedRowsTest {
    @ParameterizedTest(name = "{index}: {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        card 12                 | ChangedRows[cards=[12], orders=[], students=[], windows=false, staff=false]
        order 13                | ChangedRows[cards=[], orders=[13], students=[], windows=false, staff=false]
        order 13 taken back     | ChangedRows[cards=[], orders=[13], students=[], windows=false, staff=false]
        orders 13 14            | ChangedRows[cards=[], orders=[13, 14], students=[], windows=false, staff=false]
        student 4               | ChangedRows[cards=[], orders=[], students=[4], windows=false, staff=false]
        window lunch            | ChangedRows[cards=[], orders=[], students=[], windows=true, staff=false]
        supervisor 2            | ChangedRows[cards=[], orders=[], students=[], windows=false, staff=true]
        card                    | all
        card 0                  | all
        card 1234567890123456789 | all
        card -1                 | all
        orders 13 fourteen      | all
        orders                  | all
        many orders: 400        | all
        something else          | all
        ''                      | all
        """)
    void words_nameRowsOrAreNotUnderstood(String words, String expected) {
        assertThat(ChangedRows.of(List.of(change(words))).map(Object::toString).orElse("all"))
                .isEqualTo(expected);
    }

    @Test
    void oneThatIsNotUnderstood_meansAll() {
        assertThat(ChangedRows.of(List.of(change("card 1"), change("card x")))).isEmpty();
    }

    @Test
    void tooMany_meanAll() {
        List<Change> most =
                LongStream.rangeClosed(1, ChangedRows.MOST)
                        .mapToObj(id -> change("card " + id))
                        .toList();
        assertThat(ChangedRows.of(most).orElseThrow().cards()).hasSize(ChangedRows.MOST);
        assertThat(
                        ChangedRows.of(
                                Stream.concat(most.stream(), Stream.of(change("order 1")))
                                        .toList()))
                .isEmpty();
        assertThat(
                        ChangedRows.of(List.of(change("card 1"), change("card 1")))
                                .orElseThrow()
                                .cards())
                .isEqualTo(Set.of(1L));
    }

    private static Change change(String words) {
        return new Change(
                1,
                new SchoolId("greenfield"),
                Outbox.SCHOOL_CHANGED,
                words,
                Instant.EPOCH,
                Optional.empty());
    }
}
