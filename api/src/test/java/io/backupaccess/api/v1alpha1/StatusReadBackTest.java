package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A status that were not equal to itself when read back would be written again and again. */
class StatusReadBackTest {

  @Test
  void a_status_with_nothing_in_its_lists_is_read_back_equal() {
    var status =
        new BackupAccessStatus(
            1L,
            List.of(),
            null,
            null,
            List.of(),
            null,
            new ConfinementStatus(0, List.of()),
            List.of(new KeyStatus("refused", List.of(), null, List.of())),
            "0/1",
            List.of(new VolumeStatus("db", "data", false, null, null, null, null, null)),
            null,
            null,
            BackupAccessStatus.ClientAddress.VISIBLE,
            List.of(new ClaimStatus("db", "data", "11112222")));
    var json = new KubernetesSerialization();
    assertThat(json.unmarshal(json.asJson(status), BackupAccessStatus.class)).isEqualTo(status);
  }
}
