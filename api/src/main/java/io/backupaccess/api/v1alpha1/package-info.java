/**
 * The {@code BackupAccess} resource; the CRD in {@code crds/} is generated from these types.
 * Reading a resource fills in defaults, and passes over the fields of later versions: the operator
 * refuses the entries that have them. {@link Rules} holds the CEL rules, and {@code
 * io.backupaccess.api.validation} the same rules in Java. The package uses one constant of {@code
 * gatewayconfig}, and no other package of ours. Begin with {@link BackupAccessSpec}.
 */
@NullMarked
package io.backupaccess.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
