package io.backupaccess.gateway.ssh;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does what is due in threads of their own: a task that waits for its peer delays no other. */
final class Timer extends ScheduledThreadPoolExecutor {
  Timer() {
    super(1, Thread.ofPlatform().daemon().name("ssh-timer").factory());
    setRemoveOnCancelPolicy(true);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return super.schedule(
        () -> {
          Thread.ofVirtual().name("ssh-due").start(task);
        },
        delay,
        unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("A result would have to be waited for");
  }
}
