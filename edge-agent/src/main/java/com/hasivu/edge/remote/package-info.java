/**
 * Commands from the cloud, each done once, and settings from afar: tried, then committed, or back
 * by themselves. Start at {@link com.hasivu.edge.remote.RemoteControl}, the one thread that acts;
 * what is on disk is in {@link com.hasivu.edge.remote.Remote}. The contract is
 * docs/wire-protocol.md, section "Commands". Knows nothing of MQTT, readers or the journal: what a
 * command does to them is behind {@link com.hasivu.edge.remote.Hands}.
 */
@NullMarked
package com.hasivu.edge.remote;

import org.jspecify.annotations.NullMarked;
