package io.backupaccess.gateway.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway signs for its own host keys, once each, and for nothing else. */
class HostKeyProofTest {
  private static final String REQUEST = "hostkeys-prove-00@openssh.com";

  @TempDir static Path folder;
  private static TestGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    gateway.volume("db");
    gateway.hostKeys("host", "next").grant("alice", "db").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static byte[] blob(String key) {
    return Base64.getDecoder().decode(gateway.publicKey(key).split(" ", -1)[1]);
  }

  /** What the gateway answers; null: that it will not. */
  private static Buffer ask(HostileClient client, byte[]... blobs) throws IOException {
    Buffer request = client.session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    request.putString(REQUEST);
    request.putBoolean(true);
    for (byte[] blob : blobs) {
      request.putBytes(blob);
    }
    return client.session.request(REQUEST, request, HostileClient.PATIENCE);
  }

  private static HostileClient client() throws IOException {
    return new HostileClient(gateway.port(), folder.resolve("alice"));
  }

  @Test
  void eachOfItsKeysSignsForItself() throws Exception {
    try (HostileClient client = client()) {
      Buffer answer = ask(client, blob("next"), blob("host"));
      for (String name : List.of("next", "host")) {
        Buffer proof = new ByteArrayBuffer(answer.getBytes());
        assertThat(proof.getString()).isEqualTo("ssh-ed25519");
        PublicKey key =
            AuthorizedKeyEntry.parseAuthorizedKeyEntry(gateway.publicKey(name))
                .resolvePublicKey(null, null, null);
        Buffer signed = new ByteArrayBuffer();
        signed.putString(REQUEST);
        signed.putBytes(client.session.getSessionId());
        signed.putBytes(blob(name));
        Signature signature = BuiltinSignatures.ed25519.create();
        signature.initVerifier(null, key);
        signature.update(null, signed.getCompactData());
        assertThat(signature.verify(null, proof.getBytes())).as(name).isTrue();
      }
      assertThat(answer.available()).isZero();
    }
  }

  @Test
  void aKeyOfSomebodyElseSpoilsTheRequest() throws IOException {
    try (HostileClient client = client()) {
      assertThat(ask(client, blob("alice"))).isNull();
      assertThat(ask(client, blob("host"), blob("alice"))).isNull();
      assertThat(ask(client, "x".getBytes(StandardCharsets.UTF_8))).isNull();
    }
  }

  @Test
  void theSameKeyTwiceAndNoneAtAllAreRefused() throws IOException {
    try (HostileClient client = client()) {
      assertThat(ask(client, blob("host"), blob("host"))).isNull();
      assertThat(ask(client)).isNull();
    }
  }

  @Test
  void aLengthBeyondTheMessageEndsTheConnectionAtMost() throws IOException {
    try (HostileClient client = client()) {
      client.send(
          SshConstants.SSH_MSG_GLOBAL_REQUEST,
          body -> {
            body.putString(REQUEST);
            body.putBoolean(true);
            body.putUInt(0x7fffffffL);
          });
    }
    try (HostileClient other = client()) {
      assertThat(ask(other, blob("host"))).isNotNull();
    }
  }
}
