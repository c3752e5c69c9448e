package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway sends at the end of a command, in order: all data, how the command ended, that
 * there is no more data, and that the channel is closed. OpenSSH's server says the second and the
 * third in either order, as it learns of them.
 */
class EndOfCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SENDER = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";

  /** What ssh reports of the messages that it gets, with -vvv. */
  private static final Pattern REPORTED =
      Pattern.compile("rtype (exit-\\w+)|channel 0: rcvd (eof|close)");

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static Path db;
  private static SshClient client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Trees.fill(db);
    gateway.grant("backup", "db").start();
    client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
  }

  @AfterAll
  static void stop() {
    client.stop();
    gateway.close();
  }

  private static ClientSession connect() throws IOException {
    ClientSession session =
        client.connect("backup", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession();
    FileKeyPairProvider key = new FileKeyPairProvider(folder.resolve("backup"));
    session.addPublicKeyIdentity(key.loadKeys(null).iterator().next());
    session.auth().verify(PATIENCE);
    return session;
  }

  private static Recording begin(ClientSession session, String command, InputStream in)
      throws IOException {
    Recording channel = new Recording(command);
    channel.setIn(in);
    channel.setOut(OutputStream.nullOutputStream());
    channel.setErr(OutputStream.nullOutputStream());
    session.getService(ConnectionService.class).registerChannel(channel);
    channel.open().verify(PATIENCE);
    return channel;
  }

  /** What arrives for a command whose client has more to say, or has not. */
  private static List<String> end(String command, boolean moreToSay) throws IOException {
    try (ClientSession session = connect();
        PipedOutputStream more = new PipedOutputStream()) {
      InputStream open = new PipedInputStream(more);
      return begin(session, command, moreToSay ? open : InputStream.nullInputStream()).toTheEnd();
    }
  }

  @RepeatedTest(5)
  void aCommandThatSucceedsSaysSoBeforeItsEnd() throws IOException {
    assertThat(end("true", true)).containsExactly("exit-status 0", "eof", "close");
  }

  /** Such a client answers the end of the data with a close, after which nothing may be said. */
  @RepeatedTest(5)
  void aClientThatHasNothingMoreToSayLearnsTheStatusToo() throws IOException {
    assertThat(end("true", false)).containsExactly("exit-status 0", "eof", "close");
  }

  @RepeatedTest(5)
  void aRefusalSaysWhyBeforeAnythingElse() throws IOException {
    assertThat(end("id", true)).containsExactly("error", "exit-status 1", "eof", "close");
  }

  /** The sender greets, and finds that there is nobody. */
  @RepeatedTest(5)
  void whateverTheCommandWroteComesBeforeHowItEnded() throws IOException {
    List<String> messages = end(SENDER, false);
    assertThat(messages).endsWith("exit-status 12", "eof", "close");
    assertThat(messages.subList(0, messages.size() - 3))
        .contains("data")
        .containsOnly("data", "error");
  }

  /** There is no message of the name of a signal: the status is as a shell has it. */
  @Test
  void aCommandThatIsEndedByASignalEndsWithAStatus() throws IOException {
    try (ClientSession session = connect();
        PipedOutputStream more = new PipedOutputStream()) {
      Recording channel = begin(session, SENDER, new PipedInputStream(more));
      awaitThat("the sender greets", () -> channel.messages().contains("data"));
      ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
      assertThat(channel.toTheEnd()).endsWith("data", "exit-status 137", "eof", "close");
    }
  }

  @RepeatedTest(5)
  void aPullOfOpenSshEndsInThisOrder() throws IOException {
    Path copy = folder.resolve("copy");
    Path log = folder.resolve("log");
    Files.deleteIfExists(log);
    String transport = String.join(" ", gateway.client("backup").transport()) + " -vvv -E " + log;
    assertThat(
            Processes.run(
                List.of(
                    "rsync",
                    "-aH",
                    "--delete",
                    "-I",
                    "-e",
                    transport,
                    host() + ":db/",
                    copy + "/")))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copy);
    assertThat(REPORTED.matcher(Files.readString(log)).results().map(MatchResult::group))
        .containsExactly("rtype exit-status", "channel 0: rcvd eof", "channel 0: rcvd close");
  }

  /** A channel that remembers the kinds of the messages that it gets. */
  private static final class Recording extends ChannelExec {
    private final List<String> messages = new ArrayList<>();

    Recording(String command) {
      super(command, null, Map.of());
    }

    private synchronized void record(String message) {
      messages.add(message);
    }

    synchronized List<String> messages() {
      return List.copyOf(messages);
    }

    List<String> toTheEnd() {
      waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
      return messages();
    }

    @Override
    public void handleData(Buffer buffer) throws IOException {
      record("data");
      super.handleData(buffer);
    }

    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
      record("error");
      super.handleExtendedData(buffer);
    }

    @Override
    protected void handleChannelRequest(String request, boolean wantReply, Buffer buffer)
        throws IOException {
      record(request + " " + buffer.rawUInt(buffer.rpos()));
      super.handleChannelRequest(request, wantReply, buffer);
    }

    @Override
    public void handleEof() throws IOException {
      record("eof");
      super.handleEof();
    }

    @Override
    public void handleClose() throws IOException {
      record("close");
      super.handleClose();
    }
  }
}
