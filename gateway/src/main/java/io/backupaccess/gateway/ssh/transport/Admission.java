package io.backupaccess.gateway.ssh.transport;

import java.net.InetAddress;
import java.util.Optional;

/** Decides which connections are served, before a byte of theirs is read. */
public interface Admission {

  /** How a connection ended without a login; the later, the graver. */
  enum Failure {
    /** It sent something, and left. */
    NO_AUTH,
    /** Its keys were refused. */
    AUTH_FAIL,
    /** Its time for logging in passed. */
    GRACE_EXCEEDED
  }

  /** A slot for a connection from this source, or nothing when there is none left. */
  Optional<Ticket> admit(InetAddress source);

  /** A connection of this peer is refused for want of a proper PROXY header. */
  void refusedProxy(InetAddress peer);

  /** A slot that a connection takes until it ends. */
  interface Ticket extends AutoCloseable {

    /** The peer has proved who it is. */
    void authenticated();

    /** What the end of this connection means if no login comes; the gravest counts. */
    void expect(Failure failure);

    /** Gives the slot back. Further calls do nothing. */
    @Override
    void close();
  }
}
