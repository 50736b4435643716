package com.hasivu.edge.decision;

/** What a card must do to be served: the station's setting {@code cards.assurance}. */
public enum CardRule {
    /** Its number is enough, unless it has proven more before. */
    NUMBER,
    /** It must prove that it is no copy. */
    PROVEN
}
