package com.hasivu.reader.assurance;

import java.util.Optional;

/**
 * What checks the message of an NTAG 424 DNA.
 *
 * @param meta SDMMetaReadKey, the same in every card; empty when UID and count are written plain
 * @param file SDMFileReadKey
 * @param macFrom the parameter whose value begins what the MAC covers; empty for the usual: the
 *     encrypted file data if there is any, else nothing
 */
record SunKeys(Optional<AesKey> meta, CardKey file, Optional<String> macFrom) {}
