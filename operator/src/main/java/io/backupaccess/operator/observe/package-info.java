/** What the operator knows of the cluster, read into facts that never change afterwards. */
@NullMarked
package io.backupaccess.operator.observe;

import org.jspecify.annotations.NullMarked;
