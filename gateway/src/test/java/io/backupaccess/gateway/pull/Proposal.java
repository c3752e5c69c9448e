package io.backupaccess.gateway.pull;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SSH_MSG_KEXINIT (RFC 4253 section 7.1): key exchanges, host keys, ciphers, MACs and compressions
 * of the two directions, languages.
 */
record Proposal(List<List<String>> lists) {
  private static final int KEXINIT = 20;
  private static final int COOKIE = 16;
  private static final int LISTS = 10;

  /** What a client might propose, alike for both directions. */
  static Proposal of(String keyExchanges, String ciphers) {
    List<String> some = List.of("hmac-sha2-256-etm@openssh.com");
    List<String> none = List.of("none");
    return new Proposal(
        List.of(
            names(keyExchanges),
            List.of("ssh-ed25519"),
            names(ciphers),
            names(ciphers),
            some,
            some,
            none,
            none,
            List.of(),
            List.of()));
  }

  List<String> keyExchanges() {
    return lists.get(0);
  }

  List<String> hostKeys() {
    return lists.get(1);
  }

  List<String> ciphers() {
    return both(2);
  }

  List<String> macs() {
    return both(4);
  }

  List<String> compressions() {
    return both(6);
  }

  private List<String> both(int first) {
    if (!lists.get(first).equals(lists.get(first + 1))) {
      throw new AssertionError("The directions differ: " + lists);
    }
    return lists.get(first);
  }

  /** The first packet of a connection that holds this, unencrypted. */
  byte[] packet() throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(payload);
    out.writeByte(KEXINIT);
    out.write(new byte[COOKIE]);
    for (List<String> list : lists) {
      byte[] text = String.join(",", list).getBytes(StandardCharsets.US_ASCII);
      out.writeInt(text.length);
      out.write(text);
    }
    out.write(new byte[5]);
    int padding = 4 + (8 - (5 + payload.size() + 4) % 8);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    out = new DataOutputStream(packet);
    out.writeInt(1 + payload.size() + padding);
    out.writeByte(padding);
    payload.writeTo(out);
    out.write(new byte[padding]);
    return packet.toByteArray();
  }

  static Proposal read(DataInputStream in) throws IOException {
    int length = in.readInt();
    int padding = in.readUnsignedByte();
    if (in.readUnsignedByte() != KEXINIT) {
      throw new AssertionError("The first packet is no KEXINIT");
    }
    in.skipNBytes(COOKIE);
    List<List<String>> lists = new ArrayList<>();
    int taken = 2 + COOKIE;
    for (int i = 0; i < LISTS; i++) {
      byte[] text = new byte[in.readInt()];
      in.readFully(text);
      lists.add(names(new String(text, StandardCharsets.US_ASCII)));
      taken += 4 + text.length;
    }
    if (taken + 5 + padding != length) {
      throw new AssertionError("The packet's length is wrong");
    }
    in.skipNBytes(5 + padding);
    return new Proposal(lists);
  }

  private static List<String> names(String list) {
    return list.isEmpty() ? List.of() : Arrays.asList(list.split(",", -1));
  }

  /** The gateway's answer to a client that introduces itself so and then sends these pieces. */
  static Proposal answerTo(int port, String identification, byte[]... pieces) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((identification + "\r\n").getBytes(StandardCharsets.US_ASCII));
      for (byte[] piece : pieces) {
        socket.getOutputStream().write(piece);
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (in.readUnsignedByte() != '\n') {
        // The gateway's identification.
      }
      return read(in);
    }
  }
}
