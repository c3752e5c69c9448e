package io.backupaccess.gateway.reader;

import io.backupaccess.gateway.hop.HopChannel;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.sshd.server.command.Command;

/** The calls under way, a bounded number. */
final class Calls {
  /** More than a gateway has transfers. */
  private static final int MOST = 512;

  private final Set<HopChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Serves a call until its connection ends. */
  void serve(HopChannel channel, Function<Call, Command> command) throws IOException {
    channels.add(channel);
    try {
      if (closed || channels.size() > MOST) {
        throw new IOException("no more calls are taken");
      }
      Call call = new Call(channel);
      call.serve(command.apply(call));
    } finally {
      channels.remove(channel);
    }
  }

  /** Ends them all. */
  void close() throws IOException {
    closed = true;
    for (HopChannel channel : channels) {
      channel.close();
    }
  }
}
