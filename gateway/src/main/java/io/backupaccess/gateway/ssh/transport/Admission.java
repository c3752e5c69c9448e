package io.backupaccess.gateway.ssh.transport;

import java.net.InetAddress;
import java.util.Optional;

/** Decides which connections are served, before a byte of theirs is read. */
@FunctionalInterface
public interface Admission {

  /** A place for a connection from this source, or nothing when there is none left. */
  Optional<Ticket> admit(InetAddress source);

  /** A place that a connection takes until it ends. */
  interface Ticket extends AutoCloseable {

    /** The peer has proved who it is. */
    void authenticated();

    /** Gives the place back. Further calls do nothing. */
    @Override
    void close();
  }
}
