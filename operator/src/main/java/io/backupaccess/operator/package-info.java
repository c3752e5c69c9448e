/**
 * The program {@code operator}: its settings, its duty while it holds the Lease, and the reconcile
 * loop. It is the only package that knows both what is planned and what is done, and nothing uses
 * it. Begin with {@link BackupAccessReconciler}, which is one turn from top to bottom; {@link
 * Cluster} says what its steps are made of.
 */
@NullMarked
package io.backupaccess.operator;

import org.jspecify.annotations.NullMarked;
