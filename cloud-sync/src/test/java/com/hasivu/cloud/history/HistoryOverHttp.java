package com.hasivu.cloud.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TapBench;
import com.hasivu.cloud.Web;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The history of a day through the whole service. */
abstract class HistoryOverHttp extends TapBench {
    private Family served = new Family(0, cloud.web(), "", 0);
    private Family twice = served;
    private Family undone = served;

    HistoryOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    /** Three meals and a stranger: one served, one served twice, one taken back. */
    @BeforeAll
    void day() {
        served = family();
        twice = family();
        undone = family();
        serve(served);
        serve(twice);
        serve(twice);
        long serve =
                chain.serve(
                        new OrderId(undone.order()), new StudentId(undone.child()), clock.millis());
        chain.undo(
                serve, new OrderId(undone.order()), new StudentId(undone.child()), clock.millis());
        chain.refuse(Reason.UNKNOWN_CARD);
        send();
    }

    private Web.Answer taps(Web who, String query) {
        return who.get(school.path("/taps?from=2026-11-23&to=2026-11-25" + query)).expect(200);
    }

    @Test
    void list_tellsWhatBecameOfEachAndFilters() {
        assertThat(taps(school.admin(), "").json().path("items"))
                .extracting(tap -> tap.path("outcome").asText())
                .containsExactly(
                        "delivered", "delivered", "conflict", "undone", "taken-back", "refused");
        assertThat(taps(school.admin(), "&outcome=conflict").json().path("items"))
                .extracting(tap -> tap.path("order").asLong())
                .containsExactly(twice.order());
        assertThat(taps(school.admin(), "&student=" + served.child()).json().path("items"))
                .hasSize(1);
        assertThat(taps(school.admin(), "&className=9Z").json().path("items")).isEmpty();
        assertThat(taps(school.admin(), "&station=counter-2").json().path("items")).isEmpty();
        assertThat(school.admin().get(school.path("/taps?from=2026-11-25&to=2026-11-24")).code())
                .isEqualTo("impossible-span");
    }

    @Test
    void list_goesOnByCursor() {
        var first = taps(school.admin(), "&limit=4").json();
        var rest = taps(school.admin(), "&limit=4&cursor=" + first.path("nextCursor").asText());
        assertThat(first.path("items")).hasSize(4);
        assertThat(rest.json().path("items")).hasSize(2);
        assertThat(rest.json().has("nextCursor")).isFalse();
    }

    @Test
    void parent_seesTheOwnChildrenOnly() {
        assertThat(taps(served.parent(), "").json().path("items"))
                .extracting(tap -> tap.path("student").asLong())
                .containsExactly(served.child());
        assertThat(taps(served.parent(), "&student=" + twice.child()).json().path("items"))
                .isEmpty();
    }

    @Test
    void csv_hasARowForEachTap() {
        var answer =
                school.admin()
                        .get(school.path("/taps.csv?from=2026-11-23&to=2026-11-25&bom=true"))
                        .expect(200);
        assertThat(answer.text()).startsWith("\uFEFFdate,time,window,");
        assertThat(answer.text().lines()).hasSize(7);
        assertThat(answer.text()).contains("12:41:00,", "counter-1");
        assertThat(answer.raw().headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"taps-greenfield.csv\"");
    }

    /** The rules of the EPCIS 2.0 JSON schema for such an event, by hand. */
    @Test
    void epcis_tellsMealsAndNobody() {
        var document =
                school.admin()
                        .get(school.path("/deliveries.epcis?from=2026-11-23&to=2026-11-25"))
                        .expect(200)
                        .json();
        assertThat(document.path("type").asText()).isEqualTo("EPCISDocument");
        assertThat(document.path("schemaVersion").asText()).isEqualTo("2.0");
        assertThat(document.path("creationDate").asText()).endsWith("Z");
        assertThat(document.at("/@context/0").asText()).contains("epcis/2.0.0");
        var events = document.at("/epcisBody/eventList");
        assertThat(events).hasSize(2);
        assertThat(events)
                .allSatisfy(
                        event -> {
                            assertThat(event.path("type").asText()).isEqualTo("ObjectEvent");
                            assertThat(event.path("action").asText())
                                    .isIn("ADD", "OBSERVE", "DELETE");
                            assertThat(event.path("eventTimeZoneOffset").asText())
                                    .matches("[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00)");
                            assertThat(event.path("eventTime").asText())
                                    .isEqualTo("2026-11-24T07:11:00Z");
                            assertThat(event.path("eventID").asText())
                                    .matches("urn:uuid:[0-9a-f-]{36}");
                            assertThat(event.at("/epcList/0").asText())
                                    .matches("urn:uuid:[0-9a-f-]{36}");
                            assertThat(event.path("bizStep").asText()).isEqualTo("dispensing");
                            assertThat(event.at("/readPoint/id").asText())
                                    .isEqualTo("urn:x-hasivu:station:greenfield:counter-1");
                            assertThat(event.properties())
                                    .extracting(java.util.Map.Entry::getKey)
                                    .containsExactlyInAnyOrder(
                                            "type",
                                            "eventID",
                                            "eventTime",
                                            "eventTimeZoneOffset",
                                            "recordTime",
                                            "epcList",
                                            "action",
                                            "bizStep",
                                            "disposition",
                                            "readPoint",
                                            "bizLocation");
                        });
    }

    @Test
    void stats_countTheDay() {
        var stats = school.admin().get(school.path("/days/2026-11-24/stats")).expect(200).json();
        assertThat(stats.path("delivered").asInt()).isEqualTo(2);
        assertThat(stats.path("conflicts").asInt()).isEqualTo(1);
        assertThat(stats.path("refused").asInt()).isEqualTo(1);
        assertThat(stats.path("successPermille").asInt()).isEqualTo(500);
        assertThat(stats.path("waiting").asInt()).isEqualTo(1); // taken back: still to be fetched
        assertThat(stats.at("/peak/minute").asText()).isEqualTo("12:41");
    }

    @Test
    void register_isAPdf() {
        var answer = school.admin().get(school.path("/registers/2026-11-24/lunch")).expect(200);
        assertThat(answer.text()).startsWith("%PDF-");
        assertThat(answer.raw().headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(school.admin().get(school.path("/registers/2026-11-24/supper")).status())
                .isEqualTo(404);
    }
}
