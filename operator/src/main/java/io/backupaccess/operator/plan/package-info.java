/**
 * From a resource and the facts around it to the objects that should exist: pure, no I/O, and no
 * clock. The package uses {@code observe} for facts, {@code hostkeys}, {@code naming} and the types
 * of the {@code api} module. Begin with {@link Planner}, which makes a {@link GatewayPlan}; the
 * objects are in {@link DesiredObjects}, and the gateway's document is {@link
 * ConfigurationDocument}.
 */
@NullMarked
package io.backupaccess.operator.plan;

import org.jspecify.annotations.NullMarked;
