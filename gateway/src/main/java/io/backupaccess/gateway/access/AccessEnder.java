package io.backupaccess.gateway.access;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is no longer allowed, and is the only one that does: when it is told of a change of the
 * configuration, and when the time of a key or certificate is over, which it looks for each second.
 * Whatever is under way by somebody's leave is registered here before it begins.
 */
public final class AccessEnder implements AutoCloseable {
  /** What clients are told. */
  public static final String REASON = "access was withdrawn";

  private static final Logger LOG = LoggerFactory.getLogger(AccessEnder.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Set<Ongoing> ongoing = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile ActiveConfiguration newest;

  /** One to whom nothing is registered yet. */
  public AccessEnder(ActiveConfiguration configuration, InstantSource clock) {
    this.newest = configuration;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("access").unstarted(this::run);
  }

  /** Begins to look at the time. */
  public void start() {
    thread.start();
  }

  /**
   * What somebody may do now, by the newest configuration told; empty: nothing.
   *
   * @param source where the client connects from
   */
  public Optional<Grant> grant(Credential credential, InetAddress source) {
    return newest.grant(credential, source, clock.instant());
  }

  /** Has this end when it is no longer allowed; at once, if it is not. */
  public void add(Ongoing one) {
    ongoing.add(one);
    judge(one);
  }

  /** This has ended. */
  public void remove(Ongoing one) {
    ongoing.remove(one);
  }

  /**
   * Ends what this configuration does not allow, and judges by it from now on. To be told before
   * anything can begin by the configuration, so that nothing is judged by an older one.
   */
  public void enforce(ActiveConfiguration changed) {
    newest = changed;
    ongoing.forEach(this::judge);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(TICK);
        ongoing.forEach(this::judge);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Throwable e) {
        LOG.error("It could not be looked for access that has ended", e);
      }
    }
  }

  /** What cannot be judged ends, and the others are judged all the same. */
  private void judge(Ongoing one) {
    boolean allowed = false;
    try {
      allowed = grant(one.credential(), one.source()).filter(one::isCoveredBy).isPresent();
    } catch (RuntimeException e) {
      LOG.error("Something under way could not be judged", e);
    }
    if (!allowed) {
      try {
        one.end(REASON);
      } catch (RuntimeException e) {
        LOG.error("Something that is no longer allowed could not be ended", e);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
