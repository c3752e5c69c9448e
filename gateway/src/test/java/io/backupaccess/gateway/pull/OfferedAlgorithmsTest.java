package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway offers, as it is on the wire. */
class OfferedAlgorithmsTest {
  private static final String STRANGER = "SSH-2.0-Stranger_1.0";
  private static final String OPENSSH = "SSH-2.0-OpenSSH_9.2";
  private static final String KEX = "curve25519-sha256";
  private static final String STRICT = KEX + ",kex-strict-c-v00@openssh.com";
  private static final String CHACHA = "chacha20-poly1305@openssh.com";
  private static final List<String> GCM =
      List.of("aes256-gcm@openssh.com", "aes128-gcm@openssh.com");
  private static final List<String> GCM_AND_CTR =
      List.of(
          "aes256-gcm@openssh.com",
          "aes128-gcm@openssh.com",
          "aes256-ctr",
          "aes192-ctr",
          "aes128-ctr");
  private static final List<String> ALL =
      List.of(
          "aes256-gcm@openssh.com",
          "aes128-gcm@openssh.com",
          "aes256-ctr",
          "aes192-ctr",
          "aes128-ctr",
          CHACHA);

  @TempDir static Path fastestFolder;
  @TempDir static Path clientOrderFolder;

  private static TestGateway fastest;
  private static TestGateway clientOrder;

  @BeforeAll
  static void start() {
    fastest = new TestGateway(fastestFolder).start();
    clientOrder = new TestGateway(clientOrderFolder).ciphers(Ciphers.CLIENT_ORDER).start();
  }

  @AfterAll
  static void stop() {
    fastest.close();
    clientOrder.close();
  }

  private static Proposal offer(TestGateway gateway, String client, String kex, String ciphers)
      throws IOException {
    return Proposal.answerTo(gateway.port(), client, Proposal.of(kex, ciphers).packet());
  }

  @Test
  void nothingElseIsOffered() throws IOException {
    Proposal offer = offer(clientOrder, STRANGER, STRICT, CHACHA);
    assertThat(offer.keyExchanges())
        .containsExactly(
            "mlkem768x25519-sha256",
            "sntrup761x25519-sha512",
            "sntrup761x25519-sha512@openssh.com",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ext-info-s",
            "kex-strict-s-v00@openssh.com");
    assertThat(offer.hostKeys()).containsExactly("ssh-ed25519");
    assertThat(offer.ciphers()).isEqualTo(ALL);
    assertThat(offer.macs())
        .containsExactly("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com");
    assertThat(offer.compressions()).containsExactly("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {STRANGER, OPENSSH})
  void aClientWithAesGcmIsOfferedNothingElse(String client) throws IOException {
    String ciphers = CHACHA + ",aes128-ctr,aes128-gcm@openssh.com";
    assertThat(offer(fastest, client, STRICT, ciphers).ciphers()).isEqualTo(GCM);
  }

  @ParameterizedTest
  @ValueSource(strings = {STRANGER, OPENSSH})
  void aStrictClientWithoutAesGcmIsOfferedAll(String client) throws IOException {
    assertThat(offer(fastest, client, STRICT, CHACHA + ",aes128-ctr").ciphers()).isEqualTo(ALL);
  }

  @Test
  void aStrictClientIsOfferedAllWhereItsOrderDecides() throws IOException {
    String ciphers = CHACHA + ",aes128-ctr,aes128-gcm@openssh.com";
    assertThat(offer(clientOrder, OPENSSH, STRICT, ciphers).ciphers()).isEqualTo(ALL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutStrictKeyExchangeThereIsNoChaCha20(boolean byClientOrder) throws IOException {
    TestGateway gateway = byClientOrder ? clientOrder : fastest;
    assertThat(offer(gateway, STRANGER, KEX, CHACHA + ",aes128-ctr").ciphers())
        .isEqualTo(GCM_AND_CTR);
  }

  @Test
  void aProposalInPiecesIsWaitedFor() throws IOException {
    byte[] packet = Proposal.of(KEX, "aes128-gcm@openssh.com").packet();
    byte[][] pieces = new byte[packet.length][];
    for (int i = 0; i < packet.length; i++) {
      pieces[i] = new byte[] {packet[i]};
    }
    assertThat(Proposal.answerTo(fastest.port(), STRANGER, pieces).ciphers()).isEqualTo(GCM);
  }

  @Test
  void aClientThatWaitsForTheGatewaysProposalIsKnownByItsName() throws IOException {
    assertThat(Proposal.answerTo(fastest.port(), OPENSSH).ciphers()).isEqualTo(GCM);
    assertThat(Proposal.answerTo(fastest.port(), STRANGER).ciphers()).isEqualTo(GCM_AND_CTR);
    assertThat(Proposal.answerTo(clientOrder.port(), OPENSSH).ciphers()).isEqualTo(GCM_AND_CTR);
  }
}
