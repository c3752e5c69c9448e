package io.backupaccess.gateway.session;

import io.backupaccess.gateway.ssh.BulkOutput.Pace;
import java.io.IOException;
import java.io.OutputStream;

/** An output that is written to at a pace. */
final class PacedOutput extends OutputStream {
  private final OutputStream out;
  private final Pace pace;

  PacedOutput(OutputStream out, Pace pace) {
    this.out = out;
    this.pace = pace;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int piece = pace.piece(length - done);
      pace.pass(piece);
      out.write(bytes, offset + done, piece);
      done += piece;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
