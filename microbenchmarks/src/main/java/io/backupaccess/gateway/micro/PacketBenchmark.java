package io.backupaccess.gateway.micro;

import java.io.IOException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Makes a packet of a pull's data, from the bytes that a pipe gave to those for the socket. */
@State(Scope.Thread)
public class PacketBenchmark {
  @Param({"AES128_GCM", "AES256_CTR", "CHACHA20_POLY1305"})
  BenchmarkedCipher cipher = BenchmarkedCipher.AES128_GCM;

  private final byte[] data = new byte[CipherBenchmark.LENGTH];
  private EncodingSession session = EncodingSession.with(cipher.encrypting());

  @Setup
  public void init() {
    session = EncodingSession.with(cipher.encrypting());
  }

  @Benchmark
  public Buffer channelData() throws IOException {
    Buffer packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, data.length + 64);
    packet.putUInt(0);
    packet.putBytes(data);
    return session.encode(packet);
  }
}
