/**
 * The whole, on real nodes and with real clients: {@code make e2e} prepares the cluster, the images
 * and the chart. The tests use {@code api.v1alpha1} alone of the programs. Begin with {@link
 * PullTest}.
 */
@NullMarked
package io.backupaccess.e2e;

import org.jspecify.annotations.NullMarked;
