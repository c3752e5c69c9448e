package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the peers that are gone, by what the kernel knows of their connections.
 *
 * <p>A peer that is merely stopped still answers the kernel's segments and probes, so that its pull
 * may wait for as long as it likes; one that is gone does not. The kernel itself would go on trying
 * for a quarter of an hour while there is data to be sent.
 */
final class LostPeers {
  /**
   * Attempts to send the same data, none of it taken, that make a peer silent: some three seconds
   * of them.
   */
  private static final int ATTEMPTS = 4;

  /**
   * Probes of a closed window without an answer that do. While a peer is stopped, the kernel waits
   * for twice as long before each next one, up to two minutes: one that vanishes after minutes of
   * that is silent after two more such waits, and by one lost packet nobody is.
   */
  private static final int PROBES = 2;

  /** How long a peer is silent before it counts as gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  /** Local and remote address, state, queues, timer, attempts to send, owner, attempts to probe. */
  private static final Pattern LINE =
      Pattern.compile(
          " *[0-9]+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) 01"
              + " [0-9A-F]{8}:[0-9A-F]{8} ([0-9A-F]{2}):[0-9A-F]{8} ([0-9A-F]{8})"
              + " +[0-9]+ +([0-9]+) .*");

  /**
   * A connection, seen from here.
   *
   * @param localPort our port
   * @param peer the other end
   */
  record Ends(int localPort, InetSocketAddress peer) {
    static Ends of(SocketChannel socket) throws IOException {
      return new Ends(
          ((InetSocketAddress) socket.getLocalAddress()).getPort(),
          (InetSocketAddress) socket.getRemoteAddress());
    }
  }

  private final Map<Ends, Long> silentSince = new HashMap<>();

  /** The connections whose peers are gone, given the time on a clock that only goes forward. */
  Set<Ends> look(long nanos) {
    return look(silent(), nanos);
  }

  Set<Ends> look(Set<Ends> silent, long nanos) {
    silentSince.keySet().retainAll(silent);
    silent.forEach(ends -> silentSince.putIfAbsent(ends, nanos));
    Set<Ends> lost = new HashSet<>();
    silentSince.forEach(
        (ends, since) -> {
          if (nanos - since >= PATIENCE.toNanos()) {
            lost.add(ends);
          }
        });
    return lost;
  }

  /** The connections whose peers do not answer now; none where the kernel does not tell. */
  static Set<Ends> silent() {
    Set<Ends> silent = new HashSet<>();
    for (Path table : TABLES) {
      try (Stream<String> lines = Files.lines(table)) {
        lines.skip(1).forEach(line -> read(line, silent));
      } catch (IOException e) {
        // No such protocol here.
      }
    }
    return silent;
  }

  static void read(String line, Set<Ends> silent) {
    Matcher fields = LINE.matcher(line);
    if (fields.matches()) {
      boolean isSilent =
          switch (fields.group(4)) {
            case "01" -> Integer.parseUnsignedInt(fields.group(5), 16) >= ATTEMPTS;
            case "04" -> Integer.parseInt(fields.group(6)) >= PROBES;
            default -> false;
          };
      if (isSilent) {
        silent.add(
            new Ends(
                Integer.parseInt(fields.group(1), 16),
                new InetSocketAddress(
                    address(fields.group(2)), Integer.parseInt(fields.group(3), 16))));
      }
    }
  }

  /** The table gives an address as words of four bytes in the order of the processor. */
  private static InetAddress address(String hex) {
    byte[] words = HexFormat.of().parseHex(hex);
    byte[] bytes = words.clone();
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0; i < words.length; i++) {
        bytes[i] = words[(i & ~3) + 3 - (i & 3)];
      }
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has the length of one", e);
    }
  }
}
