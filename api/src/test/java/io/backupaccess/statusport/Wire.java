package io.backupaccess.statusport;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Two sides of a channel, and between them an attacker who passes on what it likes. */
final class Wire implements AutoCloseable {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  final Socket caller;
  final Socket gateway;
  private final Socket towardsCaller;
  private final Socket towardsGateway;

  Wire() throws IOException {
    this("127.0.0.1", "127.0.0.1");
  }

  /**
   * @param asked the address that the caller asks
   * @param reached the gateway's own
   */
  Wire(String asked, String reached) throws IOException {
    try (ServerSocket attacker = new ServerSocket(0, 1, InetAddress.ofLiteral(asked));
        ServerSocket real = new ServerSocket(0, 1, InetAddress.ofLiteral(reached))) {
      caller = connectedTo(attacker);
      towardsCaller = attacker.accept();
      towardsGateway = connectedTo(real);
      gateway = real.accept();
    }
  }

  private static Socket connectedTo(ServerSocket server) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
    return socket;
  }

  /** The two ends of a channel. */
  record Ends(SecureChannel caller, SecureChannel gateway) {}

  /** A channel that the attacker let come about. */
  Ends opened() throws IOException {
    var called = begin(() -> SecureChannel.call(caller, TOKEN));
    var accepted = begin(() -> SecureChannel.accept(gateway, TOKEN));
    toGateway(ofCaller(48));
    toCaller(ofGateway(48));
    return new Ends(end(called), end(accepted));
  }

  byte[] ofCaller(int length) throws IOException {
    return read(towardsCaller, length);
  }

  byte[] ofGateway(int length) throws IOException {
    return read(towardsGateway, length);
  }

  /** The caller's next message, with its length. */
  byte[] messageOfCaller() throws IOException {
    byte[] length = ofCaller(2);
    byte[] message = ofCaller(ByteBuffer.wrap(length).getShort() & 0xFFFF);
    return ByteBuffer.allocate(2 + message.length).put(length).put(message).array();
  }

  void toGateway(byte[] bytes) throws IOException {
    towardsGateway.getOutputStream().write(bytes);
  }

  void toCaller(byte[] bytes) throws IOException {
    towardsCaller.getOutputStream().write(bytes);
  }

  /** Nothing more comes from the caller. */
  void cut() throws IOException {
    towardsGateway.shutdownOutput();
  }

  private static byte[] read(Socket socket, int length) throws IOException {
    byte[] bytes = new byte[length];
    new DataInputStream(socket.getInputStream()).readFully(bytes);
    return bytes;
  }

  static <T> CompletableFuture<T> begin(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  static <T> T end(CompletableFuture<T> begun) throws IOException {
    try {
      return begun.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : new Socket[] {caller, gateway, towardsCaller, towardsGateway}) {
      socket.close();
    }
  }
}
