/**
 * The gateway's configuration: read, checked entry by entry, and read again when it changes. A bad
 * entry disables only itself. The package turns the document of {@code gatewayconfig} into grants
 * of {@code volume}, reads keys with {@code api.sshkey}, and knows nothing of connections. Begin
 * with {@link ConfigReader}; {@link ConfigWatch} calls it.
 */
@NullMarked
package io.backupaccess.gateway.config;

import org.jspecify.annotations.NullMarked;
