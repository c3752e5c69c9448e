/**
 * The conversation with gateways: the only place that opens connections to them. {@link Exchange}
 * hears them, {@link Orders} tells them, and neither keeps a turn waiting. The package uses {@code
 * observe} for pods, {@code plan} for an {@code Ending}, {@code statusport} for the channel, and
 * {@code gatewayconfig} and {@code api.v1alpha1}. Begin with {@link Exchange}; {@link Line} is the
 * conversation with one pod.
 */
@NullMarked
package io.backupaccess.operator.exchange;

import org.jspecify.annotations.NullMarked;
