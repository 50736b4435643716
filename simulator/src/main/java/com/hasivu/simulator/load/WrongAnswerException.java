package com.hasivu.simulator.load;

/** An answer that is not what was asked for. The message has no ids, so that equal ones add up. */
final class WrongAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongAnswerException(String message) {
        super(message);
    }

    static void unless(boolean right, String wrong) throws WrongAnswerException {
        if (!right) {
            throw new WrongAnswerException(wrong);
        }
    }
}
