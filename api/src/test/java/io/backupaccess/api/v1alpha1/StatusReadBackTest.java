package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A status that were not equal to itself when read back would be written again and again. */
class StatusReadBackTest {

  @Test
  void aStatusWithNothingInItsListsIsReadBackEqual() {
    var status =
        BackupAccessStatus.builder()
            .observedGeneration(1L)
            .confinement(new ConfinementStatus(0, List.of()))
            .keys(List.of(new KeyStatus("refused", null, null, List.of(), 0, null, List.of())))
            .servedVolumes("0/1")
            .volumes(
                List.of(new VolumeStatus("db", "data", null, null, false, null, null, null, null)))
            .build();
    var json = new KubernetesSerialization();
    assertThat(json.unmarshal(json.asJson(status), BackupAccessStatus.class)).isEqualTo(status);
  }
}
