package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.Admission;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds the connections: in total, from one source, and of peers that have not proved who they
 * are.
 */
final class ConnectionLimits implements Admission {
  private final int total;
  private final int perSource;
  private final int unauthenticated;
  private final Map<ByteBuffer, Integer> bySource = new HashMap<>();
  private int connections;
  private int strangers;

  ConnectionLimits(int total, int perSource, int unauthenticated) {
    this.total = total;
    this.perSource = perSource;
    this.unauthenticated = unauthenticated;
  }

  @Override
  public synchronized Optional<Ticket> admit(InetAddress address) {
    ByteBuffer source = source(address);
    int fromSource = bySource.getOrDefault(source, 0);
    if (connections >= total || strangers >= unauthenticated || fromSource >= perSource) {
      return Optional.empty();
    }
    connections++;
    strangers++;
    bySource.put(source, fromSource + 1);
    return Optional.of(new Place(source));
  }

  /** An IPv6 host has a /64 to itself, so that is what counts as one source. */
  private static ByteBuffer source(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }

  private final class Place implements Ticket {
    private final ByteBuffer source;
    private boolean stranger = true;
    private boolean taken = true;

    Place(ByteBuffer source) {
      this.source = source;
    }

    @Override
    public void authenticated() {
      synchronized (ConnectionLimits.this) {
        if (taken && stranger) {
          stranger = false;
          strangers--;
        }
      }
    }

    @Override
    public void close() {
      synchronized (ConnectionLimits.this) {
        if (!taken) {
          return;
        }
        authenticated();
        taken = false;
        connections--;
        bySource.computeIfPresent(source, (key, count) -> count > 1 ? count - 1 : null);
      }
    }
  }
}
