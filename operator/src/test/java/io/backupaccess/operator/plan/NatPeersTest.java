package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NatPeersTest {

  private static final Path NODES =
      PlanCase.folders().stream()
          .filter(folder -> folder.endsWith("30-clients-may-hide-behind-nodes"))
          .findFirst()
          .orElseThrow();

  @Test
  void nodes_that_come_and_go_change_the_configuration_and_roll_no_pod() {
    GatewayPlan with = PlanCase.of(NODES, object -> true).plan();
    GatewayPlan without = PlanCase.of(NODES, object -> !(object instanceof Node)).plan();

    assertThat(with.configurationDigest()).isNotEqualTo(without.configurationDigest());
    assertThat(deployment(with)).isEqualTo(deployment(without));
  }

  private static HasMetadata deployment(GatewayPlan plan) {
    return plan.objects().stream().filter(Deployment.class::isInstance).findFirst().orElseThrow();
  }
}
