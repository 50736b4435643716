/**
 * Assurance: does the card know a key of ours? Start at {@link
 * com.hasivu.reader.assurance.CardDialogue}: a card that speaks ISO 14443-4 is asked, and its
 * answers end in a proof. NTAG 424 DNA by its signed message, DESFire by mutual authentication.
 * Pure but for {@link com.hasivu.reader.assurance.CardKeyFile}. What it proves and what not:
 * docs/readers/assurance.md. Knows no family of readers.
 */
@NullMarked
package com.hasivu.reader.assurance;

import org.jspecify.annotations.NullMarked;
