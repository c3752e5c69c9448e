/**
 * The rules of the resource in Java, for objects that were stored before a rule existed and for
 * what the API server cannot see, such as whether a public key is one. Pure: a resource goes in,
 * problems come out. The package uses {@code api.v1alpha1}, {@code api.sshkey} and two types of
 * {@code gatewayconfig}. Begin with {@link BackupAccessValidator}.
 */
@NullMarked
package io.backupaccess.api.validation;

import org.jspecify.annotations.NullMarked;
