/**
 * The service's own keys in files that only it reads, and the certificate authority of its
 * stations. Start at {@link com.hasivu.cloud.keys.CertificateAuthority}. Knows no epic and no
 * broker.
 */
@NullMarked
package com.hasivu.cloud.keys;

import org.jspecify.annotations.NullMarked;
