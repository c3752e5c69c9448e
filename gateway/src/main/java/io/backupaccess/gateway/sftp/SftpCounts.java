package io.backupaccess.gateway.sftp;

import java.util.concurrent.atomic.AtomicLong;

/** What a session has done so far. */
public final class SftpCounts {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  void requested() {
    requests.incrementAndGet();
  }

  void opened() {
    files.incrementAndGet();
  }

  void sent(int count) {
    bytes.addAndGet(count);
  }

  /** Requests answered. */
  public long requests() {
    return requests.get();
  }

  /** Files opened. */
  public long files() {
    return files.get();
  }

  /** Bytes of files sent. */
  public long bytes() {
    return bytes.get();
  }
}
