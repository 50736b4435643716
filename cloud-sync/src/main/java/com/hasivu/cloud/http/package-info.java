/**
 * The web door: routes equal to openapi.yaml, who may call them, bodies checked before a handler
 * runs, problem documents. Start at {@link com.hasivu.cloud.http.Api}. Knows no epic.
 */
@NullMarked
package com.hasivu.cloud.http;

import org.jspecify.annotations.NullMarked;
