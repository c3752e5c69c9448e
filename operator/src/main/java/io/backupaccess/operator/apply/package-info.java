/**
 * Makes the cluster as planned, with as few writes as that takes, and ends pods that have to go.
 * The package takes the plan from {@code plan} and the facts from {@code observe}, tells gateways
 * by {@code exchange}, and uses beside them {@code hostkeys}, {@code naming} and types of the
 * {@code api} module. A step that fails is noted in {@link Attempts}, and keeps no later one from
 * being taken. Begin with {@link Applier}; {@link ConfigurationPush}, {@link Yielding} and {@link
 * Enforcement} are the steps with pods.
 */
@NullMarked
package io.backupaccess.operator.apply;

import org.jspecify.annotations.NullMarked;
