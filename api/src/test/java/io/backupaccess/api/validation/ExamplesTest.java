package io.backupaccess.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec.TrafficPolicy;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(KubeApiServerExtension.class)
class ExamplesTest {

  static List<Path> examples() throws IOException {
    try (var files = Files.list(Repository.path("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void areAcceptedByTheApiServerAsTheyAre(Path example, KubeApiServer server) {
    var namespace = server.newNamespace();
    for (var document : RuleFile.read(example).documents()) {
      assertThat(new StrictApply(server.client(), namespace).refusals(List.of(document)))
          .as(document.getKind())
          .isEmpty();
    }
  }

  /** With {@code Local} the node alone answers on which the gateway runs at the moment. */
  @ParameterizedTest
  @MethodSource("examples")
  void withAPortOfTheNodesUnderOneNameAnswerOnEveryNode(Path example) {
    GatewayServiceSpec service = RuleFile.read(example).resource().getSpec().service();
    if (service.type() == GatewayServiceSpec.Type.NODE_PORT) {
      assertThat(service.externalTrafficPolicy()).isEqualTo(TrafficPolicy.CLUSTER);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void areValid(Path example) {
    assertThat(BackupAccessValidator.validate(RuleFile.read(example).resource())).isEmpty();
  }
}
