package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server takes of a long note. */
@ExtendWith(KubeApiServerExtension.class)
class EventRecorderTest {

  private static final int LIMIT = 1024;

  private static List<String> recorded(KubeApiServer server, String note) {
    String namespace = server.newNamespace();
    BackupAccess access = new PullCase().access;
    access.getMetadata().setNamespace(namespace);
    new EventRecorder(server.client(), Clock.systemUTC())
        .record(access, List.of(new Warnings.Wrong("Stale", note)));
    return server.client().events().v1().events().inNamespace(namespace).list().getItems().stream()
        .map(Event::getNote)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "😀"})
  void aNoteOfJustAsManyBytesAsTheApiServerTakesIsWrittenWhole(
      String letter, KubeApiServer server) {
    int size = letter.getBytes(StandardCharsets.UTF_8).length;
    String note = "a".repeat(LIMIT % size) + letter.repeat(LIMIT / size);
    assertThat(recorded(server, note)).containsExactly(note);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "aa", "aaa"})
  void aLongerOneIsCutBetweenLetters(String before, KubeApiServer server) {
    int whole = (LIMIT - "…".getBytes(StandardCharsets.UTF_8).length - before.length()) / 4;
    assertThat(recorded(server, before + "😀".repeat(LIMIT)))
        .containsExactly(before + "😀".repeat(whole) + "…");
  }
}
