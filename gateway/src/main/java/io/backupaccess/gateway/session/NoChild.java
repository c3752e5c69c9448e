package io.backupaccess.gateway.session;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** The child of a session that has no volume here: it lasts until it is told that it has ended. */
final class NoChild extends Child {
  private final CountDownLatch ended = new CountDownLatch(1);

  private final OutputStream input =
      new OutputStream() {
        @Override
        public void write(int octet) {
          // Nobody reads it.
        }

        @Override
        public void close() {
          ended.countDown();
        }
      };

  @Override
  InputStream output() {
    return InputStream.nullInputStream();
  }

  @Override
  OutputStream input() {
    return input;
  }

  @Override
  InputStream errorOutput() {
    return InputStream.nullInputStream();
  }

  @Override
  int await() throws InterruptedException {
    ended.await();
    return 0;
  }

  @Override
  void end() {
    ended.countDown();
  }

  @Override
  void kill() {
    ended.countDown();
  }
}
