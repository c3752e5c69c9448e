package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** An output to which all that another process sends can be carried fast. */
public interface BulkOutput {

  /** Decides how fast data goes. */
  interface Pace {
    /** How much may go in one piece, of what could. */
    int piece(int most);

    /** Waits until this much may go. */
    void pass(int bytes) throws IOException;
  }

  /**
   * Carries all that comes from there. Waits for the other side only when there is something for
   * it: an end needs no room.
   *
   * @param counter is given the length of each piece that has gone
   */
  void carry(InputStream from, Pace pace, LongConsumer counter) throws IOException;
}
