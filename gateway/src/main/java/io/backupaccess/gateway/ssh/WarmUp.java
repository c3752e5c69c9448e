package io.backupaccess.gateway.ssh;

import java.time.Duration;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.Cipher.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts zeros until the JVM has compiled what every byte of a pull goes through: otherwise the
 * first client waits for that, at a sixth of the speed.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Twice what it takes on two idle processors. */
  private static final long MOST_BYTES = 64L << 20;

  /** Where there is little processor time, clients should not wait for it. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final int PACKET = 32 * 1024;

  /** The length of a packet is not encrypted, and its tag follows it. */
  private static final int LENGTH = 4;

  private WarmUp() {}

  /** Returns after two seconds at the latest, whether it worked or not. */
  static void run() {
    long began = System.nanoTime();
    try {
      Cipher cipher = Algorithms.CIPHERS.getFirst().create();
      cipher.init(Mode.Encrypt, new byte[cipher.getKdfSize()], new byte[cipher.getIVSize()]);
      byte[] packet = new byte[LENGTH + PACKET + cipher.getAuthenticationTagSize()];
      long bytes = 0;
      while (bytes < MOST_BYTES && System.nanoTime() - began < LONGEST.toNanos()) {
        cipher.updateWithAAD(packet, 0, LENGTH, PACKET);
        bytes += PACKET;
      }
      LOG.atInfo()
          .addKeyValue("bytes", bytes)
          .addKeyValue("milliseconds", (System.nanoTime() - began) / 1_000_000)
          .log("warmed up");
    } catch (Exception e) {
      LOG.warn("Not warmed up: the first transfers are slower", e);
    }
  }
}
