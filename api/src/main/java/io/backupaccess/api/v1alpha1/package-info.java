/**
 * The {@code BackupAccess} resource. What was left out is filled in when it is read. Fields of
 * later versions are passed over, and the operator refuses what they belong to. What a valid
 * resource looks like is said by the CRD and by {@code io.backupaccess.api.validation}.
 */
@NullMarked
package io.backupaccess.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
