/**
 * The reports to users: conditions, the address, host key lines, a command that works, records of
 * pulls, Events. The package compares the plan of {@code plan} with the facts of {@code observe}
 * and the rejections of {@code apply}, and uses {@code hostkeys}, {@code naming} and the types of
 * the {@code api} module; it writes nothing but Events itself. Begin with {@link StatusWriter};
 * {@link Verdicts} and {@link Freshness} decide the conditions.
 */
@NullMarked
package io.backupaccess.operator.status;

import org.jspecify.annotations.NullMarked;
