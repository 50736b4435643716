package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    10.0.0.1            | -                     | true  | 10.0.0.1
                    10.0.0.1            | 203.0.113.9           | false | 10.0.0.1
                    10.0.0.1            | 203.0.113.9           | true  | 203.0.113.9
                    10.0.0.1            | 1.2.3.4, 203.0.113.9  | true  | 203.0.113.9
                    10.0.0.1            | <script>              | true  | 10.0.0.1
                    2001:db8:1:2:3:4:5:6 | -                    | false | 2001:db8:1:2
                    2001:db8:1:2:a:b:c:d | -                    | false | 2001:db8:1:2
                    """)
    void client_isTheConnectionOrWhatTheProxyOfOursSaw(
            String connection, String forwarded, boolean proxy, String expected) {
        assertThat(ClientAddress.of(connection, forwarded, proxy)).isEqualTo(expected);
    }
}
