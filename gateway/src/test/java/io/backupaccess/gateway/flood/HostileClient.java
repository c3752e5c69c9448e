package io.backupaccess.gateway.flood;

import io.backupaccess.gateway.pull.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;

/** A client that sends any message it likes, and reads when it likes. */
final class HostileClient implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final SshClient CLIENT = client();

  final ClientSession session;
  private final CompletableFuture<String> farewell = new CompletableFuture<>();
  private final Map<Integer, AtomicInteger> received = new ConcurrentHashMap<>();
  private int channels;

  /** A client with keys for the connection and no login. */
  HostileClient(int port) throws IOException {
    session = CLIENT.connect("hostile", "127.0.0.1", port).verify(PATIENCE).getSession();
    session.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionDisconnect(
              Session ended, int reason, String text, String language, boolean byUs) {
            farewell.complete(text);
          }
        });
    // Its channels are none of the library's: what comes for them is counted and dropped.
    session.setUnknownChannelReferenceHandler(
        (service, message, channel, body) -> {
          received.computeIfAbsent(message & 0xff, first -> new AtomicInteger()).incrementAndGet();
          return null;
        });
    session.waitFor(Set.of(ClientSessionEvent.WAIT_AUTH), PATIENCE);
  }

  /** How many messages of this kind came for its channels. */
  int received(int message) {
    AtomicInteger count = received.get(message);
    return count == null ? 0 : count.get();
  }

  /** A client that has logged in. */
  HostileClient(int port, Path key) throws IOException {
    this(port);
    session.addPublicKeyIdentity(new FileKeyPairProvider(key).loadKeys(null).iterator().next());
    session.auth().verify(PATIENCE);
  }

  private static SshClient client() {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    // The cheapest there is, so that attacks come fast.
    client.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            false, List.of(BuiltinDHFactories.curve25519), ClientBuilder.DH2KEX));
    client.start();
    return client;
  }

  /** Reads nothing more that the gateway says. */
  HostileClient deaf() {
    session.getIoSession().suspendRead();
    return this;
  }

  /** Reads again. */
  void reads() {
    session.getIoSession().resumeRead();
  }

  IoWriteFuture send(int message, Consumer<Buffer> body) throws IOException {
    Buffer packet = session.createBuffer((byte) message, 512);
    body.accept(packet);
    return session.writePacket(packet);
  }

  /** Opens a channel without waiting for an answer; they are numbered from 0 here and there. */
  int open(long window, long packet) throws IOException {
    int channel = channels++;
    send(
        SshConstants.SSH_MSG_CHANNEL_OPEN,
        body -> {
          body.putString("session");
          body.putUInt(channel);
          body.putUInt(window);
          body.putUInt(packet);
        });
    return channel;
  }

  void exec(int channel, String command) throws IOException {
    send(SshConstants.SSH_MSG_CHANNEL_REQUEST, request(channel, "exec", command));
  }

  /** Runs this on so many channels, and waits until as many more have begun to answer. */
  void run(int count, String command) throws IOException {
    int data = received(SshConstants.SSH_MSG_CHANNEL_DATA) + count;
    for (int i = 0; i < count; i++) {
      exec(open(1 << 20, 32768), command);
    }
    Processes.awaitThat(
        "its commands run", () -> received(SshConstants.SSH_MSG_CHANNEL_DATA) >= data);
  }

  /** A request about a channel, with one argument. */
  static Consumer<Buffer> request(int channel, String type, String argument) {
    return body -> {
      body.putUInt(channel);
      body.putString(type);
      body.putBoolean(true);
      body.putString(argument);
    };
  }

  /** What the gateway said when it ended the connection. */
  String farewell() {
    return farewell.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Whether the gateway has ended the connection, or does so once what it said is read. */
  boolean isEnded() throws IOException {
    reads();
    return session
        .waitFor(Set.of(ClientSessionEvent.CLOSED), PATIENCE)
        .contains(ClientSessionEvent.CLOSED);
  }

  @Override
  public void close() {
    session.close(true);
  }
}
