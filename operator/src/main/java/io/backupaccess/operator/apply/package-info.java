/** Makes the cluster as planned, with as few writes as that takes. */
@NullMarked
package io.backupaccess.operator.apply;

import org.jspecify.annotations.NullMarked;
