package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final ClusterNode NODE =
      new ClusterNode("n1", Map.of("zone", "a", "generation", "7"));

  @Test
  void aVolumeWithoutNodeAffinityCanBeMountedAnywhere() {
    assertThat(Reach.of(YAML.unmarshal("spec: {}", PersistentVolume.class)))
        .isEqualTo(new Reach.Anywhere());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]                   | true
          [{matchExpressions: [{key: zone, operator: In, values: [b]}]}]                      | false
          [{matchExpressions: [{key: rack, operator: In, values: [b]}]}]                      | false
          [{matchExpressions: [{key: zone, operator: NotIn, values: [b]}]}]                   | true
          [{matchExpressions: [{key: zone, operator: Exists}]}]                               | true
          [{matchExpressions: [{key: rack, operator: DoesNotExist}]}]                         | true
          [{matchExpressions: [{key: generation, operator: Gt, values: ['6']}]}]              | true
          [{matchExpressions: [{key: generation, operator: Lt, values: ['6']}]}]              | false
          [{matchExpressions: [{key: zone, operator: Gt, values: ['6']}]}]                    | false
          [{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}]                 | true
          [{matchFields: [{key: metadata.name, operator: In, values: [n2]}]}]                 | false
          [{matchExpressions: [{key: zone, operator: In, values: [a]}, {key: rack, operator: Exists}]}] | false
          [{matchExpressions: [{key: rack, operator: Exists}]}, {matchExpressions: [{key: zone, operator: Exists}]}] | true
          [{}]                                                                                | false
          """)
  void aNodeCanMountItAsTheSchedulerHasIt(String terms, boolean can) {
    PersistentVolume volume =
        YAML.unmarshal(
            "spec: {nodeAffinity: {required: {nodeSelectorTerms: %s}}}".formatted(terms),
            PersistentVolume.class);
    assertThat(((Reach.Nodes) Reach.of(volume)).admits(NODE)).isEqualTo(can);
  }
}
