package com.hasivu.cloud.personal;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/**
 * What one epic keeps of a person: shown when the person asks, erased when it must be. Each epic
 * has its own; who asks is checked before. Every call runs in the caller's transaction.
 */
public interface PersonalData {
    /** One child or one grown-up person of a school. */
    sealed interface Subject {
        SchoolId school();

        record Child(SchoolId school, StudentId id) implements Subject {}

        record Guardian(SchoolId school, UserId id) implements Subject {}
    }

    /** The name of this part in an export, for example {@code orders}. */
    String part();

    /** Everything kept, as records or maps that JSON can show; empty when there is nothing. */
    List<?> of(DSLContext tx, Subject subject);

    /** Why the person cannot be erased yet, with the way out; empty when nothing is in the way. */
    default Optional<String> obstacle(DSLContext tx, Subject subject) {
        return Optional.empty();
    }

    /**
     * Takes what names the person, for good. Money, orders and deliveries stay under the number.
     *
     * @param actor who confirmed it, for example {@code user 7}
     */
    default void erase(DSLContext tx, Subject subject, String actor) {}
}
