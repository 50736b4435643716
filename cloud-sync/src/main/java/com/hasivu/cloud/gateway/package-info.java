/**
 * Filling a wallet through a payment gateway. Start at {@link com.hasivu.cloud.gateway.TopUps}. The
 * one gateway so far is a built-in sandbox, where nobody pays real money; orders, payments and
 * signatures have the shape of Razorpay's (its documentation, "Payment signature verification").
 */
@NullMarked
package com.hasivu.cloud.gateway;

import org.jspecify.annotations.NullMarked;
