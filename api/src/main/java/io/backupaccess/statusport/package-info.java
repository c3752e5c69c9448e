/**
 * The channel between an operator and a gateway's status port: one request a connection, encrypted
 * so that only holders of the gateway's token can open or read it. The package carries text, and
 * knows nothing of its meaning; the cryptography is in {@code noise}. Begin with {@link
 * StatusClient}.
 */
@NullMarked
package io.backupaccess.statusport;

import org.jspecify.annotations.NullMarked;
