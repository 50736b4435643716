package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** A service whose gates are not those of its contract does not start. */
class ApiTest {
    private final Api api = new Api(OpenApi.load(), token -> Optional.empty());

    private void route(String id, Access access) {
        api.route(id, access, request -> Reply.nothing());
    }

    @Test
    void route_isRefusedWhenTheContractLetsOthersCall() {
        assertThatIllegalStateException()
                .isThrownBy(() -> route("getWallet", Access.admins()))
                .withMessageContaining("'getWallet'")
                .withMessageContaining("[platform_admin, school_admin]")
                .withMessageContaining("[parent]");
        assertThatIllegalStateException()
                .isThrownBy(() -> route("getWallet", Access.everyone()))
                .withMessageContaining("[anyone]");
        assertThatIllegalStateException().isThrownBy(() -> route("getHealth", Access.signedIn()));
        assertThatNoException().isThrownBy(() -> route("getWallet", Access.only(Role.PARENT)));
    }
}
