package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do what OpenSSH's would not. */
class StrangeClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static SshClient client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    Files.writeString(gateway.volume("media").resolve("file"), "content");
    gateway.grant("backup", "db").grant("other", "media").start();
    gateway.publicKey("thief");
    client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  @AfterAll
  static void stop() {
    client.stop();
    gateway.close();
  }

  private static KeyPair pair(String name) {
    return new FileKeyPairProvider(folder.resolve(name)).loadKeys(null).iterator().next();
  }

  private static ClientSession connect(KeyPair pair) throws IOException {
    ClientSession session =
        client.connect("backup", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession();
    session.addPublicKeyIdentity(pair);
    return session;
  }

  @Test
  void aSignatureOfAnotherKeyIsRefused() throws IOException {
    KeyPair owner = pair("backup");
    KeyPair forged = new KeyPair(owner.getPublic(), pair("thief").getPrivate());
    try (ClientSession session = connect(owner)) {
      session.auth().verify(PATIENCE);
    }
    try (ClientSession session = connect(forged)) {
      assertThatThrownBy(() -> session.auth().verify(PATIENCE)).isInstanceOf(SshException.class);
      assertThat(session.isAuthenticated()).isFalse();
    }
  }

  @Test
  void whoAsksForOneKeyAndProvesAnotherGetsWhatTheOtherMayRead() throws IOException {
    gateway.publicKey("asked");
    Files.writeString(folder.resolve("asked.pub"), gateway.publicKey("backup") + "\n");
    Client asks = gateway.client("asked");
    String other = folder.resolve("other").toString();
    assertThat(asks.ssh("-v", "-i", other, "-T", Client.host(), "true").err())
        .contains("Server accepts key: " + folder.resolve("asked"));
    String transport = String.join(" ", asks.transport()) + " -i " + other;
    for (String volume : new String[] {"db", "media"}) {
      Outcome pulled =
          Processes.run(
              List.of(
                  "rsync",
                  "-a",
                  "-e",
                  transport,
                  Client.host() + ":" + volume + "/",
                  folder + "/copy-" + volume + "/"));
      assertThat(pulled.exit()).as(pulled.err()).isEqualTo(volume.equals("db") ? 23 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tun@openssh.com",
        "direct-tcpip",
        "direct-streamlocal@openssh.com",
        "forwarded-tcpip",
        "x11",
        "auth-agent@openssh.com",
        "unheard-of"
      })
  void noOtherChannelIsOpened(String type) throws IOException {
    try (ClientSession session = connect(pair("backup"))) {
      session.auth().verify(PATIENCE);
      AbstractClientChannel channel = new Anything(type);
      session.getService(ConnectionService.class).registerChannel(channel);
      assertThatThrownBy(() -> channel.open().verify(PATIENCE))
          .hasMessageContaining("Unsupported channel type");
      assertThat(session.executeRemoteCommand("true")).isEmpty();
    }
  }

  private static final class Anything extends AbstractClientChannel {
    Anything(String type) {
      super(type);
    }

    @Override
    protected void doOpen() {}

    @Override
    protected void doWriteData(byte[] data, int offset, long length) {}

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) {}
  }
}
