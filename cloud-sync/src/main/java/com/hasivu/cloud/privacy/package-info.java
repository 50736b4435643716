/**
 * What people may ask of their data: to see all of it, and to have it erased (DPDP Act 2023,
 * sections 11 and 12). Start at {@link com.hasivu.cloud.privacy.PrivacyRoutes}. Knows no epic's
 * tables: each says and erases its own through {@link com.hasivu.cloud.personal.PersonalData}.
 */
@NullMarked
package com.hasivu.cloud.privacy;

import org.jspecify.annotations.NullMarked;
