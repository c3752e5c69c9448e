/**
 * The gateway's identity: an Ed25519 key pair in OpenSSH's format, in a Secret. The package makes
 * and reads it, never asks the API server, and uses {@code naming} and {@code api.v1alpha1}. Begin
 * with {@link HostKeys}.
 */
@NullMarked
package io.backupaccess.operator.hostkeys;

import org.jspecify.annotations.NullMarked;
