package com.hasivu.cloud.db;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * "By hand" was V121 for an hour before it became V122: its number was PostgreSQL's own already. A
 * database from that hour has all that V122 makes; its history must say so, or V122 would run into
 * its own tables.
 */
final class RenamedMigration {
    private static final String HISTORY = "flyway_schema_history";
    private static final Field<String> VERSION = DSL.field("version", String.class);
    private static final Field<String> SCRIPT = DSL.field("script", String.class);

    private final Database database;

    RenamedMigration(Database database) {
        this.database = database;
    }

    /** Writes the history as if it had been V122 from the start. Again: nothing. */
    void settle() {
        if (!database.read(RenamedMigration::hasHistory)) {
            return;
        }
        database.transaction(
                tx ->
                        tx.update(DSL.table(DSL.name(HISTORY)))
                                .set(VERSION, "122")
                                .set(SCRIPT, "V122__by_hand.sql")
                                .where(SCRIPT.eq("V121__by_hand.sql"))
                                .execute());
    }

    private static boolean hasHistory(DSLContext tx) {
        return tx.fetchExists(
                DSL.selectOne()
                        .from("information_schema.tables")
                        .where(
                                DSL.field("table_name", String.class).eq(HISTORY),
                                DSL.condition("table_schema = current_schema")));
    }
}
