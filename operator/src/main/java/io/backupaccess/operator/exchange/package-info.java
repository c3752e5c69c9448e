/**
 * The conversation with gateways: the only place that opens connections to them. {@link
 * io.backupaccess.operator.exchange.Exchange} hears them, {@link
 * io.backupaccess.operator.exchange.Orders} tells them; neither keeps a turn waiting.
 */
@NullMarked
package io.backupaccess.operator.exchange;

import org.jspecify.annotations.NullMarked;
