/**
 * Menus planned ahead: plans with their approval, week templates that become plans. Start at {@link
 * com.hasivu.cloud.plans.MenuPlans} and {@link com.hasivu.cloud.plans.PlanState}. A plan becomes
 * daily menus through menus; knows no order.
 */
@NullMarked
package com.hasivu.cloud.plans;

import org.jspecify.annotations.NullMarked;
