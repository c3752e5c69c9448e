package io.backupaccess.gateway.session;

import io.backupaccess.gateway.hop.HopCall;
import java.io.InputStream;
import java.io.OutputStream;

/** What a reader does of a transfer. */
final class RemoteChild extends Child {
  private final HopCall call;

  RemoteChild(HopCall call) {
    this.call = call;
  }

  @Override
  InputStream output() {
    return call.output();
  }

  @Override
  OutputStream input() {
    return call.input();
  }

  @Override
  InputStream errorOutput() {
    return call.errors();
  }

  @Override
  int await() throws InterruptedException {
    return call.await();
  }

  @Override
  void end() {
    call.close();
  }

  @Override
  void kill() {
    call.close();
  }
}
