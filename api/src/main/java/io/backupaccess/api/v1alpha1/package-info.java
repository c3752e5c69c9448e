/**
 * The {@code BackupAccess} resource; the CRD in {@code crds/} is generated from these types. What
 * was left out is filled in when a resource is read, and fields of later versions are passed over:
 * the operator refuses what they belong to. {@link Rules} holds the CEL rules, and {@code
 * io.backupaccess.api.validation} the same rules in Java. Of ours the package uses one constant of
 * {@code gatewayconfig}. Begin with {@link BackupAccessSpec}.
 */
@NullMarked
package io.backupaccess.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
