/**
 * Mail: a row in the transaction of what it tells, sent by SMTP (RFC 5321) afterwards. Start at
 * {@link com.hasivu.cloud.mail.Mails}. Knows no epic and no template.
 */
@NullMarked
package com.hasivu.cloud.mail;

import org.jspecify.annotations.NullMarked;
