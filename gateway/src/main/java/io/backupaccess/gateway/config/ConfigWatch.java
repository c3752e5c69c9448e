package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the configuration in force equal to the file, and to the file of peers that it may name.
 *
 * <p>It reads them again and again and compares the bytes: that notices a change through any kind
 * of mount, and they are small. A file that cannot be read grants nothing, because what no longer
 * appears is refused.
 */
public final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** A file that is being replaced may be absent for a moment. */
  private static final int PATIENCE = 3;

  private final ConfigFile file;
  private final Set<Path> unsafeMounts;
  private final UnaryOperator<ActiveConfiguration> rule;
  private volatile ActiveConfiguration current;
  private volatile @Nullable Thread thread;
  private volatile Consumer<ActiveConfiguration> listener = changed -> {};
  private byte[] bytes;
  private int failures;
  private final LongAdder reloads = new LongAdder();

  /**
   * Reads the file for the first time.
   *
   * @param unsafeMounts mounts on which no volume is served
   * @param rule is applied to all that is read
   */
  public ConfigWatch(
      ConfigFile file, Set<Path> unsafeMounts, UnaryOperator<ActiveConfiguration> rule)
      throws IOException {
    this.file = file;
    this.unsafeMounts = Set.copyOf(unsafeMounts);
    this.rule = rule;
    this.bytes = file.read();
    this.current = read(bytes);
    report(current);
  }

  /**
   * Begins to look for changes. The listener learns of each just before it is in force, so that
   * nothing begins by one that it does not know.
   */
  public void start(Consumer<ActiveConfiguration> told) {
    listener = told;
    thread = Thread.ofPlatform().daemon().name("configuration").start(this::watch);
  }

  /** The configuration in force. */
  public ActiveConfiguration current() {
    return current;
  }

  /** How many changes have been put in force. */
  public long reloads() {
    return reloads.sum();
  }

  /** What a document means here; it is not put in force. */
  public ActiveConfiguration read(byte[] document) {
    return rule.apply(ConfigReader.read(document, unsafeMounts));
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(INTERVAL);
        look();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Throwable e) {
        grantNothing(e);
      }
    }
  }

  /**
   * What could not be put in force may have withdrawn a key, so that none is accepted until the
   * next look succeeds.
   */
  private void grantNothing(Throwable failure) {
    try {
      if (failures < PATIENCE) {
        failures = PATIENCE;
        LOG.error("The configuration could not be applied", failure);
        apply(nothing("the configuration could not be applied"));
      }
    } catch (RuntimeException e) {
      LOG.error("Pulls could not be ended", e);
    }
  }

  private ActiveConfiguration nothing(String reason) {
    return ActiveConfiguration.nothing(
        ConfigReader.digest(bytes), new Problem("", reason + ": no key is accepted"));
  }

  /** Applies the file as it is now, and gives the configuration if it is another. */
  Optional<ActiveConfiguration> look() {
    byte[] read;
    try {
      read = file.read();
    } catch (IOException e) {
      if (++failures == PATIENCE) {
        bytes = new byte[0];
        return Optional.of(apply(nothing("the file cannot be read")));
      }
      return Optional.empty();
    }
    if (failures < PATIENCE && Arrays.equals(read, bytes) && !current.peers().changed()) {
      failures = 0;
      return Optional.empty();
    }
    ActiveConfiguration changed = apply(read(read));
    bytes = read;
    failures = 0;
    return Optional.of(changed);
  }

  private ActiveConfiguration apply(ActiveConfiguration configuration) {
    try {
      listener.accept(configuration);
    } finally {
      current = configuration;
    }
    reloads.increment();
    report(configuration);
    return configuration;
  }

  private static void report(ActiveConfiguration configuration) {
    LOG.atInfo()
        .addKeyValue("digest", configuration.digest())
        .addKeyValue("keys", configuration.grants().size())
        .addKeyValue("authorities", configuration.authorities().size())
        .addKeyValue("problems", configuration.problems().size())
        .log("configuration in force");
    for (Problem problem : configuration.problems()) {
      LOG.atWarn()
          .addKeyValue("field", problem.field())
          .addKeyValue("problem", problem.message())
          .log("entry disabled");
    }
  }

  @Override
  public void close() {
    Thread watching = thread;
    if (watching != null) {
      watching.interrupt();
    }
  }
}
