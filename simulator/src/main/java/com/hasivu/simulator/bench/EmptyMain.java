package com.hasivu.simulator.bench;

/** The program that does nothing: what a Java machine itself takes to start and end. */
final class EmptyMain {
    private EmptyMain() {}

    public static void main(String[] args) {}
}
