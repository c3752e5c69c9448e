package io.backupaccess.gateway.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.ssh.transport.LostPeers.Ends;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as Linux 6 on a little-endian processor writes them. */
class LostPeersTest {
  private static final Ends PEER =
      new Ends(2222, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 43690));

  private static Set<Ends> read(String line) {
    Set<Ends> lost = new HashSet<>();
    LostPeers.read(line, lost);
    return lost;
  }

  private static String line(String state, String timer, String resent, String probes) {
    return "   5: 0100A8C0:08AE 070200C0:AAAA "
        + state
        + " 00012345:00000000 "
        + timer
        + ":00000A10 "
        + resent
        + " 65532        "
        + probes
        + " 297773 2 000000001e41eed9 100 0 0 10 0";
  }

  @ParameterizedTest
  @CsvSource({
    "01, 01, 00000004, 0, true", // sends again and again
    "01, 01, 00000003, 0, false",
    "01, 04, 00000000, 7, true", // probes a closed window and hears nothing
    "01, 04, 00000000, 2, true",
    "01, 04, 00000000, 1, false", // probes the closed window of a peer that is stopped
    "01, 00, 00000000, 0, false", // idle
    "06, 01, 00000009, 0, false", // not established
  })
  void aPeerIsSilentThatDoesNotAnswerTheKernel(
      String state, String timer, String resent, String probes, boolean silent) {
    assertThat(read(line(state, timer, resent, probes)))
        .isEqualTo(silent ? Set.of(PEER) : Set.of());
  }

  @Test
  void anIpv4PeerOfAnIpv6SocketIsAnIpv4Peer() {
    String line =
        line("01", "01", "00000008", "0")
            .replace("0100A8C0", "0000000000000000FFFF00000100A8C0")
            .replace("070200C0", "0000000000000000FFFF0000070200C0");
    assertThat(read(line)).containsExactly(PEER);
  }

  @Test
  void onlyAPeerThatStaysSilentIsGone() {
    LostPeers peers = new LostPeers();
    long second = 1_000_000_000L;
    Set<Ends> silent = Set.of(PEER);
    assertThat(peers.look(silent, 0)).isEmpty();
    assertThat(peers.look(silent, 29 * second)).isEmpty();
    assertThat(peers.look(Set.of(), 30 * second)).isEmpty();
    assertThat(peers.look(silent, 31 * second)).isEmpty();
    assertThat(peers.look(silent, 60 * second)).isEmpty();
    assertThat(peers.look(silent, 61 * second)).containsExactly(PEER);
  }

  @Test
  void theKernelsOwnTableCanBeRead() {
    assertThat(LostPeers.silent()).isEmpty();
  }
}
