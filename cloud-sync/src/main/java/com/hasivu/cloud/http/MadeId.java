package com.hasivu.cloud.http;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/** Reads the {@code id} of a record without writing it as JSON first. Thread-safe. */
final class MadeId {
    private static final ClassValue<Optional<Method>> ID =
            new ClassValue<>() {
                @Override
                protected Optional<Method> computeValue(Class<?> type) {
                    if (!type.isRecord()) {
                        return Optional.empty();
                    }
                    Optional<Method> id =
                            Arrays.stream(type.getRecordComponents())
                                    .filter(component -> component.getName().equals("id"))
                                    .findFirst()
                                    .map(RecordComponent::getAccessor);
                    id.ifPresent(method -> method.setAccessible(true)); // of a private record
                    return id;
                }
            };

    private MadeId() {}

    /** A number or a text; empty when it is neither, or there is none. */
    static Optional<String> of(@Nullable Object body) {
        if (body == null) {
            return Optional.empty();
        }
        return ID.get(body.getClass())
                .flatMap(id -> value(id, body))
                .filter(value -> value instanceof Number || value instanceof String)
                .map(Object::toString);
    }

    private static Optional<Object> value(Method id, Object body) {
        try {
            return Optional.ofNullable(id.invoke(body));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read the id of " + body.getClass(), e);
        }
    }
}
