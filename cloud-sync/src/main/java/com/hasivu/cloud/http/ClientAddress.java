package com.hasivu.cloud.http;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Whose bucket a request without a sign-in takes from. */
final class ClientAddress {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int GROUPS_OF_A_NET = 4;

    private ClientAddress() {}

    /**
     * The connection's address, or the one a trusted proxy in front of us saw, which is the last it
     * wrote: the ones before are the client's own claims. Of IPv6 the /64, as a household has all
     * of it.
     */
    static String of(String connection, @Nullable String forwardedFor, boolean behindProxy) {
        if (!behindProxy || forwardedFor == null) {
            return net(connection);
        }
        String[] hops = forwardedFor.split(",");
        String last = hops.length == 0 ? "" : hops[hops.length - 1].strip();
        return net(ADDRESS.matcher(last).matches() ? last : connection);
    }

    private static String net(String address) {
        if (!address.contains(":") || address.contains(".")) {
            return address;
        }
        String head = address.split("::", 2)[0];
        String[] groups = head.split(":");
        return String.join(":", Arrays.copyOf(groups, Math.min(groups.length, GROUPS_OF_A_NET)));
    }
}
