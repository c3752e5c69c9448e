/** What the gateway tells: probes, which disclose nothing, and the status API behind its token. */
@NullMarked
package io.backupaccess.gateway.status;

import org.jspecify.annotations.NullMarked;
