package io.backupaccess.gateway.micro;

import org.apache.sshd.common.cipher.Cipher;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encrypts packets as long as those of a pull; with their tag, where the cipher has one. */
@State(Scope.Thread)
public class CipherBenchmark {
  static final int LENGTH = 32 * 1024;

  @Param BenchmarkedCipher cipher = BenchmarkedCipher.AES256_GCM;

  private final byte[] packet = new byte[4 + LENGTH + 16];
  private Cipher encrypting = cipher.encrypting();

  @Setup
  public void init() {
    encrypting = cipher.encrypting();
  }

  @Benchmark
  public byte[] encrypt() throws Exception {
    if (encrypting.getAuthenticationTagSize() > 0) {
      encrypting.updateWithAAD(packet, 0, 4, LENGTH);
    } else {
      encrypting.update(packet, 4, LENGTH);
    }
    return packet;
  }
}
