package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own. */
@ExtendWith(KubeApiServerExtension.class)
class ProgramTest {

  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path folder;

  @Test
  void itBecomesReadyWorksAndEndsWhenToldTo(KubeApiServer server) throws Exception {
    OperatorScene scene = OperatorScene.in(server);
    try (OperatorProcess operator = scene.start(folder.resolve("log"), Map.of())) {
      operator.awaitReady();
      scene.create("shop");
      scene.awaitService("shop", LIMIT_SECONDS);

      Process process = operator.process();
      process.destroy();
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(operator.log()).isTrue();
      // 128 + SIGTERM: the program closed what it had open and left the signal its effect.
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(operator.log().lines())
          .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    }
  }

  @Test
  void itSaysWhatIsWrongWithItsSettingsBeforeItLooksForACluster() throws Exception {
    try (OperatorProcess operator =
        OperatorProcess.start(
            folder.resolve("log"), Map.of("OPERATOR_NAMESPACE", "backup-access"))) {
      assertThat(operator.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(operator.process().exitValue()).isEqualTo(2);
      assertThat(operator.log()).contains("GATEWAY_IMAGE");
    }
  }
}
