package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShutdownDelayTest {

  private static Duration delay(String service, boolean shareable) {
    String yaml =
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: shop}
        spec:
          keys: []
          volumes: []
          service: %s
        """
            .formatted(service);
    return ShutdownDelay.of(
        PlanCase.YAML.unmarshal(yaml, BackupAccess.class).getSpec().service(), shareable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                        | 30
          {type: LoadBalancer, externalTrafficPolicy: Local}        | 30
          {type: NodePort}                                          | 30
          {type: LoadBalancer, externalTrafficPolicy: Cluster}      | 5
          {type: NodePort, externalTrafficPolicy: Cluster}          | 5
          {type: ClusterIP}                                         | 5
          """)
  void lastsUntilAllWhoSendClientsKnow(String service, int seconds) {
    assertThat(delay(service, true)).hasSeconds(seconds);
  }

  @Test
  void isNoneWhereNoOtherPodServesBeforeThisOneHasEnded() {
    assertThat(delay("{}", false)).isZero();
  }
}
