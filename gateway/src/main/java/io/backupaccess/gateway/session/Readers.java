package io.backupaccess.gateway.session;

import io.backupaccess.gateway.config.Reader;
import io.backupaccess.gateway.hop.HopCall;
import io.backupaccess.gateway.hop.HopChannel;
import io.backupaccess.gateway.hop.HopKeys;
import io.backupaccess.gateway.hop.HopRequest;
import io.backupaccess.noise.X25519;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.InvalidKeyException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks readers for what they have the volumes. */
public final class Readers {
  private final Optional<HopKeys> keys;
  private final Supplier<Map<String, Reader>> readers;

  /**
   * The readers of a gateway.
   *
   * @param keys what the gateway proves itself with; empty: it has no readers
   * @param readers those that there are now, by name
   */
  public Readers(Optional<HopKeys> keys, Supplier<Map<String, Reader>> readers) {
    this.keys = keys;
    this.readers = readers;
  }

  /**
   * Asks the reader of this name.
   *
   * @throws IOException where there is no such reader now, or it does not answer
   */
  HopCall call(String name, HopRequest request) throws IOException {
    Reader reader = readers.get().get(name);
    if (reader == null || reader.address().isEmpty() || keys.isEmpty()) {
      throw new FileNotFoundException("there is no pod of reader " + name + " now");
    }
    HopChannel channel = open(reader, reader.address().get(), keys.get());
    try {
      return new HopCall(channel, request);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static HopChannel open(Reader reader, InetSocketAddress address, HopKeys keys)
      throws IOException {
    try {
      return HopChannel.call(address, keys, X25519.decoded(reader.publicKey()));
    } catch (InvalidKeyException e) {
      throw new IOException("The key of a reader is none", e);
    }
  }
}
