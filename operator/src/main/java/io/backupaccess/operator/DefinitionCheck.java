package io.backupaccess.operator;

import io.backupaccess.operator.observe.Definition;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time whether the cluster's definition of the resource has all that this
 * operator relies on. On a thread of its own: an API server that is away must keep nobody from
 * noticing that a Lease is lost.
 */
final class DefinitionCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionCheck.class);
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Definition definition;
  private final Thread thread = Thread.ofVirtual().name("definition").unstarted(this::run);
  private volatile boolean fits;

  DefinitionCheck(Definition definition) {
    this.definition = definition;
  }

  void start() {
    thread.start();
  }

  /** Whether it had everything when it was last seen; false until then. */
  boolean fits() {
    return fits;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(fits ? LOOK : LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      List<String> lacking = definition.lacks();
      fits = lacking.isEmpty();
      if (!fits) {
        LOG.atError()
            .addKeyValue("lacks", lacking)
            .log(
                "the cluster's definition of BackupAccess is older than this operator, which does"
                    + " nothing until its own is applied");
      }
    } catch (RuntimeException e) {
      LOG.atDebug().setCause(e).log("the definition of BackupAccess cannot be read now");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
