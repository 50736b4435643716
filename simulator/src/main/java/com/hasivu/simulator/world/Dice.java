package com.hasivu.simulator.world;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Everything random of one part of the world. Each part has dice of its own, made from the seed and
 * the part's name: what one part draws moves no other, so a fault can be left out and the rest
 * stays.
 */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed, String part) {
        long mixed = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < part.length(); i++) {
            mixed = (mixed ^ part.charAt(i)) * 0x100000001B3L;
        }
        this.random = new SplittableRandom(mixed ^ (mixed >>> 32));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** 0 to below {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both ends are possible. */
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    /** Mostly short, sometimes long: exponential around {@code mean}, at most ten times it. */
    long around(long mean) {
        double wait = -Math.log(1 - random.nextDouble()) * mean;
        return Math.max(1, Math.min(10 * mean, (long) wait));
    }

    long bits() {
        return random.nextLong();
    }

    void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    RandomGenerator generator() {
        return random;
    }
}
