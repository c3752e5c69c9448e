/**
 * The channel between an operator and a gateway's status port: one request a connection, encrypted
 * so that only holders of the gateway's token can open or read it. The package carries text, knows
 * nothing of its meaning, and uses no other package of ours. Begin with {@link StatusClient}; the
 * cryptography is in {@link Handshake}.
 */
@NullMarked
package io.backupaccess.statusport;

import org.jspecify.annotations.NullMarked;
