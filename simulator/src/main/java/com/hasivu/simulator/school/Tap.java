package com.hasivu.simulator.school;

import java.time.Duration;

/**
 * One child at the counter.
 *
 * @param hold how long the card stays on the reader after the light
 * @param noise bytes of line noise before the card comes; often none
 * @param answer what the counter owes: {@code serve} or a refusal's code
 */
public record Tap(Child child, Duration hold, byte[] noise, String answer) {}
