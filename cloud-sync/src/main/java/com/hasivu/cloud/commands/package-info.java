/**
 * Commands to stations: asked for by an administrator, signed, sent until the station tells what
 * became of them. Start at {@link com.hasivu.cloud.commands.Commands}; docs/wire-protocol.md,
 * "Commands". Knows the stations' registry and nothing of what a command does.
 */
@NullMarked
package com.hasivu.cloud.commands;

import org.jspecify.annotations.NullMarked;
