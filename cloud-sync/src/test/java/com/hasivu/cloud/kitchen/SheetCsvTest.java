package com.hasivu.cloud.kitchen;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.csv.Csv;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class SheetCsvTest {
    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "=HYPERLINK(1), '''=HYPERLINK(1)'",
        "+91 80,        '''+91 80'",
        "-1,            '''-1'",
        "@SUM(A1),      '''@SUM(A1)'",
        "Idli,          Idli",
        "2 x =Idli,     2 x =Idli",
        "'',            ''"
    })
    void plain_isNoFormula(String cell, String expected) {
        assertThat(Csv.out(cell)).isEqualTo(expected);
    }

    @Test
    void of_quotesAndGuardsEveryName() {
        var sheet =
                new ProductionSheet(
                        1,
                        2,
                        List.of(new ProductionSheet.Dish(1, "=cmd|' /C calc'!A0", List.of(), 2)),
                        List.of(
                                new ProductionSheet.Care(
                                        7,
                                        3,
                                        "@Asha, \"A\"",
                                        "5A",
                                        List.of("milk", "peanut"),
                                        "2 x Idli",
                                        List.of("milk"))));
        assertThat(SheetCsv.of(sheet))
                .isEqualTo(
                        "dish,quantity,allergens\r\n"
                                + "'=cmd|' /C calc'!A0,2,\r\n"
                                + "\r\n"
                                + "child,class,allergic to,meal,conflict,order\r\n"
                                + "\"'@Asha, \"\"A\"\"\",5A,milk peanut,2 x Idli,milk,7\r\n");
    }
}
