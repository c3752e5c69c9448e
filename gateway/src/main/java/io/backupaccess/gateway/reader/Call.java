package io.backupaccess.gateway.reader;

import io.backupaccess.gateway.hop.HopChannel;
import io.backupaccess.gateway.hop.HopChannel.Frame;
import io.backupaccess.gateway.hop.HopChannel.Kind;
import io.backupaccess.gateway.hop.HopEnd;
import io.backupaccess.gateway.hop.HopInput;
import io.backupaccess.gateway.hop.HopOutput;
import io.backupaccess.gatewayconfig.PullRecord;
import java.io.IOException;
import java.io.StreamCorruptedException;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of the gateway that is being worked on. The thread that serves it reads the connection
 * all the time: what the request has caused ends with the connection.
 */
final class Call {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final HopChannel channel;
  private final HopInput input;
  private volatile @Nullable PullRecord record;

  Call(HopChannel channel) {
    this.channel = channel;
    this.input = new HopInput(channel);
  }

  /** Keeps the record of a pull for the gateway. */
  void keep(PullRecord pull) {
    record = pull;
  }

  /** Works on it until the gateway is gone, or has heard of the end. */
  void serve(Command command) throws IOException {
    command.setInputStream(input);
    command.setOutputStream(new HopOutput(channel, Kind.OUTPUT));
    command.setErrorStream(new HopOutput(channel, Kind.ERROR));
    command.setExitCallback((status, message, immediately) -> ended(status));
    try {
      command.start(null, null);
      while (true) {
        take(channel.receive());
      }
    } finally {
      input.close();
      destroy(command);
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.kind()) {
      case INPUT -> input.put(frame);
      case INPUT_END -> input.end();
      case REQUEST, REQUEST_END, CREDIT, OUTPUT, ERROR, END, ALIVE ->
          throw new StreamCorruptedException("a frame that no gateway sends here");
    }
  }

  private void ended(int status) {
    PullRecord pull = record;
    try {
      new HopEnd(
              status & 0xFF,
              pull == null ? 0 : pull.files(),
              pull == null ? null : pull.unreadable())
          .send(channel);
    } catch (IOException e) {
      LOG.debug("The gateway left", e);
    }
  }

  private static void destroy(Command command) throws IOException {
    try {
      command.destroy(null);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("A transfer did not end", e);
    }
  }
}
