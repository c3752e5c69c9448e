package io.backupaccess.operator.exchange;

import io.backupaccess.statusport.SecureChannel;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusMessage;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A status port at every address of the loopback network, and whoever listens at each. */
public final class PlayedStatusPort implements AutoCloseable {

  private static final int FIRST_BYTES = 48;

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<String, String> tokens;
  private final Function<Asked, StatusAnswer> answers;
  private final BlockingQueue<Integer> heardWithoutToken = new LinkedBlockingQueue<>();

  /**
   * A request that was understood.
   *
   * @param address where it came
   */
  public record Asked(String address, String request, String body) {}

  /**
   * @param tokens of who listens at an address
   * @param answers of those who are asked with that token
   */
  public PlayedStatusPort(Function<String, String> tokens, Function<Asked, StatusAnswer> answers)
      throws IOException {
    this.tokens = tokens;
    this.answers = answers;
    server = new ServerSocket(0, 64, InetAddress.ofLiteral("0.0.0.0"));
    threads.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many bytes came on each connection of a caller that has another token, up to now. */
  public List<Integer> heardWithoutToken() {
    return List.copyOf(heardWithoutToken);
  }

  /** Likewise, once there were so many of them. */
  List<Integer> heardWithoutToken(int connections) {
    List<Integer> heard = new ArrayList<>();
    try {
      while (heard.size() < connections) {
        heard.add(Objects.requireNonNull(heardWithoutToken.poll(60, TimeUnit.SECONDS)));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return heard;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    String address = socket.getLocalAddress().getHostAddress();
    try (socket) {
      SecureChannel channel;
      try {
        channel = SecureChannel.accept(socket, tokens.apply(address));
      } catch (StreamCorruptedException e) {
        overhear(socket);
        return;
      }
      String request = StatusMessage.readLine(channel.input());
      String body = new String(channel.input().readAllBytes(), StandardCharsets.UTF_8);
      StatusAnswer answer = answers.apply(new Asked(address, request, body));
      StatusMessage.write(channel.output(), String.valueOf(answer.code()), answer.body());
    } catch (IOException e) {
      // The caller is gone.
    }
  }

  /** Answers without the token, and hears what the caller says to that. */
  private void overhear(Socket socket) throws IOException {
    socket.getOutputStream().write(new byte[FIRST_BYTES]);
    heardWithoutToken.add(FIRST_BYTES + socket.getInputStream().readAllBytes().length);
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
