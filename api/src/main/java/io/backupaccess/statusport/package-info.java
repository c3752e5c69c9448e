/**
 * How an operator and a gateway speak at the gateway's status port: one request a connection, in a
 * channel that only holders of the gateway's token can open or read. The package carries text,
 * knows nothing of what it says, and uses none of ours. Begin with {@link StatusClient}; the
 * cryptography is in {@link Handshake}.
 */
@NullMarked
package io.backupaccess.statusport;

import org.jspecify.annotations.NullMarked;
