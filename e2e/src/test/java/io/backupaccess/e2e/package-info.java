/** The whole, on a real node: `make e2e` prepares the cluster, the images and the chart. */
@NullMarked
package io.backupaccess.e2e;

import org.jspecify.annotations.NullMarked;
