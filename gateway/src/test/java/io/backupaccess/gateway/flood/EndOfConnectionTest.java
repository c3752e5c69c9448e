package io.backupaccess.gateway.flood;

import static io.backupaccess.gateway.flood.HostileClient.request;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.apache.sshd.common.SshConstants.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing of a client outlives its connection: neither transfers nor processes, threads, memory or
 * slots, whatever the client sent to have the gateway forget them.
 */
class EndOfConnectionTest {
  private static final String PULL = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";
  private static final int PULLS = 4;

  /** As many commands as a key has memory for. */
  private static final int COMMANDS = 63;

  private static final int CHANNELS = 10;

  @TempDir static Path folder;
  private static AttackedGateway siege;

  /** What a client sends while its pulls run, on the channels from 0 on. */
  private interface Trick {
    void play(HostileClient client) throws IOException;
  }

  private record Named(String name, Trick trick) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    siege = new AttackedGateway(new TestGateway(folder));
  }

  @AfterAll
  static void stop() {
    siege.close();
  }

  @AfterEach
  void nothingIsLeftAndTheKeyCanDoEverythingAgain() throws IOException {
    siege.leftovers().awaitNone();
    siege.pullOfHostileKey();
  }

  private static HostileClient client() throws IOException {
    return new HostileClient(siege.port(), siege.key("hostile"));
  }

  private static Consumer<Buffer> channel(int channel) {
    return body -> body.putUInt(channel);
  }

  private static Consumer<Buffer> open(int sender) {
    return body -> {
      body.putString("session");
      body.putUInt(sender);
      body.putUInt(1 << 20);
      body.putUInt(32768);
    };
  }

  private static Consumer<Buffer> service(String name) {
    return body -> body.putString(name);
  }

  private static void toEach(HostileClient client, int message, Consumer<Buffer> more)
      throws IOException {
    for (int i = 0; i < PULLS; i++) {
      client.send(message, channel(i).andThen(more));
    }
  }

  static Stream<Named> tricks() {
    return Stream.of(
        new Named("nothing", client -> {}),
        new Named(
            "a service request of ssh-connection",
            client -> client.send(SSH_MSG_SERVICE_REQUEST, service("ssh-connection"))),
        new Named(
            "a service request of ssh-userauth",
            client -> client.send(SSH_MSG_SERVICE_REQUEST, service("ssh-userauth"))),
        new Named(
            "a login once more",
            client ->
                client.send(
                    SSH_MSG_USERAUTH_REQUEST,
                    service("hostile")
                        .andThen(service("ssh-connection"))
                        .andThen(service("none")))),
        new Named(
            "failures to open what is open",
            client ->
                toEach(
                    client,
                    SSH_MSG_CHANNEL_OPEN_FAILURE,
                    body -> {
                      body.putUInt(1);
                      body.putString("no");
                      body.putString("");
                    })),
        new Named(
            "confirmations of what is open",
            client ->
                toEach(
                    client,
                    SSH_MSG_CHANNEL_OPEN_CONFIRMATION,
                    body -> {
                      body.putUInt(0);
                      body.putUInt(0);
                      body.putUInt(32768);
                    })),
        new Named(
            "channels of the same number",
            client -> {
              for (int i = 0; i < PULLS; i++) {
                client.send(SSH_MSG_CHANNEL_OPEN, open(0));
                client.exec(PULLS + i, PULL);
              }
            }),
        new Named(
            "commands that are closed before they are confirmed",
            client -> {
              for (int i = 0; i < PULLS; i++) {
                int next = client.open(0, 32768);
                client.exec(next, PULL);
                client.send(SSH_MSG_CHANNEL_CLOSE, channel(next));
                client.exec(next, PULL);
              }
            }),
        new Named(
            "other commands on the same channels",
            client -> {
              for (int i = 0; i < PULLS; i++) {
                client.send(SSH_MSG_CHANNEL_REQUEST, request(i, "subsystem", "sftp"));
                client.send(SSH_MSG_CHANNEL_REQUEST, request(i, "shell", ""));
                client.exec(i, PULL);
              }
            }),
        new Named(
            "a shell, and SFTP with no room",
            client -> {
              client.send(SSH_MSG_CHANNEL_REQUEST, request(client.open(0, 32768), "shell", ""));
              client.send(
                  SSH_MSG_CHANNEL_REQUEST, request(client.open(0, 32768), "subsystem", "sftp"));
            }),
        new Named("an end of data", client -> toEach(client, SSH_MSG_CHANNEL_EOF, body -> {})),
        new Named(
            "an end of data twice, and data",
            client -> {
              toEach(client, SSH_MSG_CHANNEL_EOF, body -> {});
              toEach(client, SSH_MSG_CHANNEL_EOF, body -> {});
              toEach(client, SSH_MSG_CHANNEL_DATA, body -> body.putBytes(new byte[100]));
            }),
        new Named(
            "closes twice",
            client -> {
              toEach(client, SSH_MSG_CHANNEL_CLOSE, body -> {});
              toEach(client, SSH_MSG_CHANNEL_CLOSE, body -> {});
            }),
        new Named(
            "a request that is cut off",
            client -> client.send(SSH_MSG_CHANNEL_REQUEST, channel(0))),
        new Named(
            "a command that is longer than its message",
            client ->
                client.send(
                    SSH_MSG_CHANNEL_REQUEST,
                    channel(client.open(0, 32768))
                        .andThen(
                            body -> {
                              body.putString("exec");
                              body.putBoolean(true);
                              body.putUInt(0x7fffffffL);
                            }))),
        new Named(
            "more data than there is room for",
            client -> {
              for (int i = 0; i < 4; i++) {
                client.send(
                    SSH_MSG_CHANNEL_DATA,
                    channel(0).andThen(body -> body.putBytes(new byte[32768])));
              }
            }),
        new Named(
            "secluded arguments that never come",
            client -> client.exec(client.open(0, 32768), PULL.replace("-log", "-slog"))),
        new Named("keys that are never changed", EndOfConnectionTest::beginsToChangeKeys),
        new Named("new keys out of turn", client -> client.send(SSH_MSG_NEWKEYS, body -> {})),
        new Named(
            "no more sessions, and one",
            client -> {
              client.send(
                  SSH_MSG_GLOBAL_REQUEST,
                  body -> {
                    body.putString("no-more-sessions@openssh.com");
                    body.putBoolean(false);
                  });
              client.exec(client.open(0, 32768), PULL);
            }),
        new Named(
            "many requests of the whole connection",
            client -> {
              for (int i = 0; i < 500; i++) {
                client.send(
                    SSH_MSG_GLOBAL_REQUEST,
                    body -> {
                      body.putString("keepalive@openssh.com");
                      body.putBoolean(true);
                    });
              }
            }),
        new Named(
            "a farewell right behind a command",
            client -> {
              client.exec(client.open(0, 32768), PULL);
              client.send(
                  SSH_MSG_DISCONNECT,
                  body -> {
                    body.putUInt(SSH2_DISCONNECT_BY_APPLICATION);
                    body.putString("bye");
                    body.putString("");
                  });
            }));
  }

  /** A proposal whose answer is not answered; commands wait behind it. */
  private static void beginsToChangeKeys(HostileClient client) throws IOException {
    client.deaf();
    client.session.reExchangeKeys();
    for (int i = 0; i < 2; i++) {
      client.exec(client.open(1 << 20, 32768), PULL);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tricks")
  void pullsEndWithTheirConnection(Named named) throws IOException {
    try (HostileClient client = client()) {
      client.run(PULLS, PULL);
      client.deaf();
      try {
        named.trick().play(client);
        for (int i = 0; i < PULLS; i++) {
          client.exec(client.open(0, 32768), PULL);
        }
      } catch (IOException | RuntimeException e) {
        // The gateway has ended the connection.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-connection", "ssh-userauth", "anything"})
  void afterTheLoginAnyServiceRequestDisconnects(String name) throws IOException {
    try (HostileClient client = client()) {
      client.run(PULLS, PULL);
      client.send(SSH_MSG_SERVICE_REQUEST, service(name));
      assertThat(client.isEnded()).isTrue();
      assertThat(client.farewell()).isEqualTo("Service not available");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-connection", "SSH-USERAUTH", "anything"})
  void beforeTheLoginNoOtherServiceCanBeAskedFor(String name) throws IOException {
    try (HostileClient client = new HostileClient(siege.port())) {
      client.send(SSH_MSG_SERVICE_REQUEST, service(name));
      assertThat(client.isEnded()).isTrue();
      assertThat(client.farewell()).isEqualTo("Service not available");
    }
  }

  /** A peer that does not read why it is disconnected is not waited for. */
  @Test
  void aDisconnectedClientThatReadsNothingIsGoneTheSame() throws IOException {
    try (HostileClient client = client()) {
      client.run(PULLS, PULL);
      client.deaf();
      client.send(SSH_MSG_SERVICE_REQUEST, service("ssh-connection"));
      awaitThat("its pulls have ended", () -> siege.process().children().isEmpty());
      siege.leftovers().awaitNone();
    }
  }

  @Test
  void refusalsThatNobodyReadTakeNothingWhenTheirConnectionsAreCut() throws IOException {
    for (int round = 0; round < 2; round++) {
      List<HostileClient> clients = new ArrayList<>();
      try {
        for (int n = 0; n < COMMANDS; n++) {
          if (n % CHANNELS == 0) {
            clients.add(client());
          }
          HostileClient last = clients.getLast();
          last.exec(last.open(0, 32768), "ls");
        }
        // All of them, as in the first round: there is memory for each.
        awaitThat("each is taken", () -> sum(clients, SSH_MSG_CHANNEL_SUCCESS) == COMMANDS);
        assertThat(sum(clients, SSH_MSG_CHANNEL_FAILURE)).isZero();
      } finally {
        clients.forEach(HostileClient::close);
      }
      siege.leftovers().awaitNone();
    }
  }

  private static int sum(List<HostileClient> clients, int message) {
    return clients.stream().mapToInt(client -> client.received(message)).sum();
  }

  /** The client does not hear of the end, and sends on. */
  @ParameterizedTest
  @ValueSource(strings = {"exec", "subsystem"})
  void aTransferWhoseProcessHasEndedLeavesNoThreadWhileItsClientStays(String request)
      throws IOException {
    try (HostileClient client = client()) {
      int channel = client.open(1 << 20, 32768);
      client.send(
          SSH_MSG_CHANNEL_REQUEST,
          request(channel, request, request.equals("exec") ? PULL : "sftp"));
      awaitThat("it runs", () -> siege.process().children().size() == 1);
      client.deaf();
      siege.process().children().forEach(ProcessHandle::destroyForcibly);
      siege.leftovers().awaitNoTransfer();
      for (int i = 0; i < 10; i++) {
        client.send(
            SSH_MSG_CHANNEL_DATA, channel(channel).andThen(body -> body.putBytes(new byte[100])));
      }
      client.reads();
      client.run(1, PULL);
      assertThat(client.session.isOpen()).isTrue();
    }
  }
}
