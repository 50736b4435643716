package com.hasivu.edge.doctor;

/** Looks at one thing; any thread, once. */
public interface Check {
    /** As it is printed and documented: one word. */
    String name();

    /** May take as long as it likes: the doctor does not wait for ever. */
    Finding look() throws Exception;
}
