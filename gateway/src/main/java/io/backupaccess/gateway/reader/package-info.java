/**
 * The reader: a gateway without SSH, whose requests come over the hop from the gateway of the same
 * resource. It decides on them by its own configuration, as if they came from the client. Begin
 * with {@link ReaderDoor}.
 */
@NullMarked
package io.backupaccess.gateway.reader;

import org.jspecify.annotations.NullMarked;
