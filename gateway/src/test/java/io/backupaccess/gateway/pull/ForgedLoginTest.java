package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.ssh.ForgedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of a login with a certificate that OpenSSH's client would not send. */
class ForgedLoginTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PLAIN = "ssh-ed25519";
  private static final String CERTIFIED = "ssh-ed25519-cert-v01@openssh.com";

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static KeyPair authority;
  private static KeyPair owner;
  private static KeyPair thief;
  private static byte[] certificate;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    gateway.volume("db");
    SigningKey signer = SigningKey.make(gateway, "authority", "ed25519");
    gateway.with(SigningKey.entry("team", signer.accepts("backup")));
    gateway.grant("listed", "db").start();
    authority = pair("authority");
    owner = pair("owner");
    thief = pair("thief");
    certificate =
        ForgedCertificate.of(owner.getPublic(), authority.getPublic()).signedBy(authority);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static KeyPair pair(String name) {
    gateway.publicKey(name);
    return new FileKeyPairProvider(folder.resolve(name)).loadKeys(null).iterator().next();
  }

  /**
   * A request of SSH_MSG_USERAUTH_REQUEST.
   *
   * @param algorithm as it is sent
   * @param blob as it is sent
   * @param signer whose signature it has
   * @param name of the signature's algorithm
   * @param claimed the algorithm that is signed in place of the one sent
   * @param tail what follows the signature
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Request(
      String algorithm, byte[] blob, KeyPair signer, String name, String claimed, byte[] tail) {
    static Request of(String algorithm, byte[] blob, KeyPair signer) {
      return new Request(algorithm, blob, signer, PLAIN, algorithm, new byte[0]);
    }
  }

  private static boolean logsIn(Request request) throws IOException {
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
      client.setUserAuthFactories(
          List.of(
              new AbstractUserAuthFactory("publickey") {
                @Override
                public UserAuth createUserAuth(ClientSession session) {
                  return new Forger(request);
                }
              }));
      client.start();
      try (ClientSession session =
          client.connect("backup", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession()) {
        try {
          session.auth().verify(PATIENCE);
        } catch (SshException e) {
          return false;
        }
        return session.isAuthenticated();
      }
    }
  }

  private static final class Forger extends AbstractUserAuth {
    private final Request request;
    private boolean sent;

    Forger(Request request) {
      super("publickey");
      this.request = request;
    }

    @Override
    protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
      if (sent) {
        return false;
      }
      sent = true;
      ByteArrayBuffer data = new ByteArrayBuffer();
      data.putBytes(session.getSessionId());
      data.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      put(data, session, service, request.claimed());
      byte[] signature =
          ForgedCertificate.signature(
              request.signer(), BuiltinSignatures.ed25519, request.name(), data.getCompactData());
      Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST, 2048);
      put(packet, session, service, request.algorithm());
      packet.putBytes(signature);
      packet.putRawBytes(request.tail());
      session.writePacket(packet);
      return true;
    }

    private void put(Buffer buffer, ClientSession session, String service, String algorithm) {
      buffer.putString(session.getUsername());
      buffer.putString(service);
      buffer.putString("publickey");
      buffer.putBoolean(true);
      buffer.putString(algorithm);
      buffer.putBytes(request.blob());
    }

    @Override
    protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer) {
      return false;
    }
  }

  @Test
  void aRequestAsItShouldBeIsAccepted() throws IOException {
    assertThat(logsIn(Request.of(CERTIFIED, certificate, owner))).isTrue();
    byte[] listed = ForgedCertificate.blob(pair("listed").getPublic());
    assertThat(logsIn(Request.of(PLAIN, listed, pair("listed")))).isTrue();
  }

  @Test
  void aCertificateIsNothingWithoutItsKey() throws IOException {
    assertThat(logsIn(Request.of(CERTIFIED, certificate, thief))).isFalse();
    assertThat(logsIn(Request.of(CERTIFIED, certificate, authority))).isFalse();
  }

  @Test
  void aCertificateIsNotTakenForAKey() throws IOException {
    assertThat(logsIn(Request.of(PLAIN, certificate, owner))).isFalse();
  }

  @Test
  void aKeyIsNotTakenForACertificate() throws IOException {
    for (KeyPair pair : List.of(owner, authority, pair("listed"))) {
      byte[] blob = ForgedCertificate.blob(pair.getPublic());
      assertThat(logsIn(Request.of(CERTIFIED, blob, pair))).isFalse();
    }
    for (KeyPair pair : List.of(owner, authority)) {
      assertThat(logsIn(Request.of(PLAIN, ForgedCertificate.blob(pair.getPublic()), pair)))
          .isFalse();
    }
  }

  @Test
  void theAlgorithmIsThatOfTheCertificate() throws IOException {
    for (String other :
        List.of(
            "rsa-sha2-512-cert-v01@openssh.com",
            "ssh-rsa-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "none-cert-v01@openssh.com",
            "")) {
      assertThat(logsIn(Request.of(other, certificate, owner))).as(other).isFalse();
    }
  }

  @Test
  void theSignatureIsOfTheRequestAsItWasSent() throws IOException {
    assertThat(logsIn(new Request(CERTIFIED, certificate, owner, PLAIN, PLAIN, new byte[0])))
        .isFalse();
    assertThat(
            logsIn(new Request(CERTIFIED, certificate, owner, CERTIFIED, CERTIFIED, new byte[0])))
        .isFalse();
  }

  @Test
  void nothingFollowsTheRequest() throws IOException {
    assertThat(logsIn(new Request(CERTIFIED, certificate, owner, PLAIN, CERTIFIED, new byte[1])))
        .isFalse();
  }

  @Test
  void aCertificateOfTheOwnersOwnMakingIsRefused() throws IOException {
    byte[] own = ForgedCertificate.of(thief.getPublic(), authority.getPublic()).signedBy(thief);
    assertThat(logsIn(Request.of(CERTIFIED, own, thief))).isFalse();
  }

  /** Forty kilobytes is what a stranger may send at once. */
  @Test
  void aHugeListOfPrincipalsIsRefused() throws IOException {
    byte[][] names = new byte[3000][];
    Arrays.fill(names, ForgedCertificate.string("backup"));
    byte[] huge =
        ForgedCertificate.of(owner.getPublic(), authority.getPublic())
            .with(
                ForgedCertificate.Field.PRINCIPALS,
                ForgedCertificate.string(ForgedCertificate.joined(names)))
            .signedBy(authority);
    assertThat(logsIn(Request.of(CERTIFIED, huge, owner))).isFalse();
    assertThat(logsIn(Request.of(CERTIFIED, certificate, owner))).isTrue();
  }
}
