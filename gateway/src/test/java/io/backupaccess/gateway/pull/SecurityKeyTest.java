package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.u2f.SkED25519PublicKey;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of FIDO authenticators, whose part this test plays (OpenSSH's PROTOCOL.u2f). */
class SecurityKeyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte TOUCHED = 1;
  private static final byte UNTOUCHED = 0;

  @TempDir Path folder;

  @Test
  void aKeyOfAnAuthenticatorLogsInWhenItsOwnerTouchesIt() throws Exception {
    KeyPair pair = generated();
    PublicKey key = new SkED25519PublicKey("ssh:", false, false, pair.getPublic());
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      String line = PublicKeyEntry.toString(key);
      gateway.with(new KeyConfig("token", List.of(line), List.of("db"), null, null, null)).start();

      try (SshClient client = client(TOUCHED);
          ClientSession session = connect(client, gateway, key, pair)) {
        session.auth().verify(PATIENCE);
        assertThat(session.executeRemoteCommand("true")).isEmpty();
      }
      try (SshClient client = client(UNTOUCHED);
          ClientSession session = connect(client, gateway, key, pair)) {
        assertThatThrownBy(() -> session.auth().verify(PATIENCE)).isInstanceOf(SshException.class);
      }
    }
  }

  private static KeyPair generated() throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance("Ed25519", new BouncyCastleProvider());
    return generator.generateKeyPair();
  }

  private static ClientSession connect(
      SshClient client, TestGateway gateway, PublicKey key, KeyPair pair) throws Exception {
    ClientSession session =
        client.connect("backup", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession();
    session.addPublicKeyIdentity(new KeyPair(key, pair.getPrivate()));
    return session;
  }

  private static SshClient client(byte flags) {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setSignatureFactories(
        List.of(BuiltinSignatures.ed25519, BuiltinSignatures.sk_ssh_ed25519));
    client.setUserAuthFactories(
        List.of(
            new UserAuthPublicKeyFactory() {
              @Override
              public UserAuthPublicKey createUserAuth(ClientSession session) {
                return new Authenticator(session.getSignatureFactories(), flags);
              }
            }));
    client.start();
    return client;
  }

  private static final class Authenticator extends UserAuthPublicKey {
    private static final long COUNTER = 7;
    private final byte flags;

    Authenticator(
        List<NamedFactory<org.apache.sshd.common.signature.Signature>> factories, byte flags) {
      super(factories);
      this.flags = flags;
    }

    @Override
    protected byte[] appendSignature(
        ClientSession session,
        String service,
        String name,
        String username,
        String algorithm,
        PublicKey key,
        PublicKey serverKey,
        Buffer buffer)
        throws Exception {
      ByteArrayBuffer request = new ByteArrayBuffer();
      request.putBytes(session.getSessionId());
      request.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      request.putString(username);
      request.putString(service);
      request.putString(name);
      request.putBoolean(true);
      request.putString(algorithm);
      request.putPublicKey(key);
      byte[] signature = sign(request.getCompactData());
      ByteArrayBuffer blob = new ByteArrayBuffer();
      blob.putString(algorithm);
      blob.putBytes(signature);
      blob.putByte(flags);
      blob.putUInt(COUNTER);
      buffer.putBytes(blob.getCompactData());
      return signature;
    }

    private byte[] sign(byte[] request) throws Exception {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      ByteArrayBuffer signed = new ByteArrayBuffer();
      signed.putRawBytes(sha256.digest("ssh:".getBytes(StandardCharsets.US_ASCII)));
      signed.putByte(flags);
      signed.putUInt(COUNTER);
      signed.putRawBytes(sha256.digest(request));
      Signature signer = Signature.getInstance("Ed25519", new BouncyCastleProvider());
      signer.initSign(current.getKeyIdentity().getPrivate());
      signer.update(signed.getCompactData());
      return signer.sign();
    }
  }
}
