package com.hasivu.simulator.reader;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A test of a real link's life in real time, which has three tries: a machine that stands still for
 * seconds loses the link once, a fault of ours loses it each time. Whatever can be asserted without
 * the clock is a plain test.
 */
@Target(METHOD)
@Retention(RUNTIME)
@TestTemplate
@ExtendWith(ThreeTries.class)
public @interface TestOfThree {}
