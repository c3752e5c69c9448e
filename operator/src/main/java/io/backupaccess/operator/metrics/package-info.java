/**
 * The metrics of the operator and of all gateways. The series of resources are made at each scrape
 * from {@code api.v1alpha1} as the informers have it, so that they come and go with the resource
 * and nothing has to be removed; {@code api.validation} reads their times, and {@code status} says
 * which pulls are owed. Begin with {@link OperatorMetrics}; {@link Metric} is the table of the
 * manual, and {@link ResourceSeries} fills it.
 */
@NullMarked
package io.backupaccess.operator.metrics;

import org.jspecify.annotations.NullMarked;
