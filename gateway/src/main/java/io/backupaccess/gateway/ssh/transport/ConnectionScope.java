package io.backupaccess.gateway.ssh.transport;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hangs on one connection: nothing in here outlives it. The end of the connection is that of
 * its socket or of the thread that reads it, both of which are the gateway's own; whether the SSH
 * library notices, and which of its objects it still remembers, does not matter.
 */
public final class ConnectionScope {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionScope.class);

  /** Something that a peer caused: a command, a share of memory, a slot. */
  public interface Part {

    /** Gives back all that it takes. Returns at once, and may be called more than once. */
    void connectionEnded();
  }

  private final Set<Part> parts = new LinkedHashSet<>();
  private boolean ended;

  /** Has this end with the connection; at once, if that is over. */
  public void add(Part part) {
    synchronized (this) {
      if (!ended) {
        parts.add(part);
        return;
      }
    }
    end(part);
  }

  /** This has ended by itself. */
  public synchronized void remove(Part part) {
    parts.remove(part);
  }

  /** Ends all there is, and from now on whatever comes. */
  void end() {
    List<Part> all;
    synchronized (this) {
      ended = true;
      all = List.copyOf(parts);
      parts.clear();
    }
    all.forEach(ConnectionScope::end);
  }

  /** What one of them cannot do keeps none of the others from its end. */
  private static void end(Part part) {
    try {
      part.connectionEnded();
    } catch (Throwable failure) {
      LOG.error("Something did not end with its connection", failure);
    }
  }
}
