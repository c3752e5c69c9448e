/**
 * What users are told: conditions, the address, host key lines, a command that works, records of
 * pulls, Events. The package uses {@code plan}, {@code observe} and what {@code apply} could not
 * do, beside {@code hostkeys}, {@code naming} and the types of the {@code api} module; of all that
 * it writes only Events itself. Begin with {@link StatusWriter}; {@link Verdicts} and {@link
 * Freshness} decide the conditions.
 */
@NullMarked
package io.backupaccess.operator.status;

import org.jspecify.annotations.NullMarked;
