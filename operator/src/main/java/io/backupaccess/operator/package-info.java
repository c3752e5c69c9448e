/**
 * The program {@code operator}: its settings, its duty while it holds the Lease, and the reconcile
 * loop. It connects {@code observe}, {@code plan}, {@code exchange}, {@code apply} and {@code
 * status}, and no other package uses it. Begin with {@link BackupAccessReconciler}, which is one
 * turn from top to bottom; {@link Cluster} puts together the steps that touch the cluster.
 */
@NullMarked
package io.backupaccess.operator;

import org.jspecify.annotations.NullMarked;
