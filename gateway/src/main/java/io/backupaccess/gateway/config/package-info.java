/**
 * The gateway's configuration: read, checked entry by entry, and read again when it changes. A bad
 * entry disables only itself. The package makes {@code volume}'s grants of {@code gatewayconfig}'s
 * document, by {@code api.sshkey}, and knows nothing of who asks. Begin with {@link ConfigReader};
 * {@link ConfigWatch} is what calls it.
 */
@NullMarked
package io.backupaccess.gateway.config;

import org.jspecify.annotations.NullMarked;
