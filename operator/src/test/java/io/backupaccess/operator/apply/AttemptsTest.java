package io.backupaccess.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsTest {

  private static final HasMetadata SECRET =
      new SecretBuilder().withNewMetadata().withName("one").endMetadata().build();

  private final Attempts attempts = new Attempts();

  @ParameterizedTest
  @CsvSource({
    "403, ApplyRejected, false",
    "413, ApplyRejected, false",
    "422, ApplyRejected, false",
    "429, ApplyFailed, true",
    "500, ApplyFailed, true"
  })
  void aWriteThatFailsIsToldOfAndTriedAgainSoonWhereThatMayHelp(
      int code, String reason, boolean mayPass) {
    assertThat(attempts.attempt(SECRET, () -> fail(code))).isEmpty();

    assertThat(attempts.rejections())
        .containsExactly(new Rejection(reason, "Secret one: HTTP " + code));
    assertThat(attempts.anyMayPass()).isEqualTo(mayPass);
  }

  @ParameterizedTest
  @CsvSource({
    "403, PodWriteRejected",
    "422, PodWriteRejected",
    "409, PodWriteFailed",
    "500, PodWriteFailed"
  })
  void aWriteToAPodThatFailsIsToldOfAndTriedAgain(int code, String reason) {
    assertThat(attempts.attemptOnPod("shop", "one", () -> fail(code))).isFalse();

    assertThat(attempts.rejections())
        .containsExactly(new Rejection(reason, "Pod one: HTTP " + code));
    assertThat(attempts.anyMayPass()).isTrue();
  }

  @Test
  void aPodThatIsGoneNeedsNoWrite() {
    assertThat(attempts.attemptOnPod("shop", "one", () -> fail(404))).isTrue();
    assertThat(attempts.rejections()).isEmpty();
  }

  @Test
  void theWritesAfterOneThatFailsAreMade() {
    attempts.attempt(SECRET, () -> fail(500));
    assertThat(attempts.attempt(SECRET, () -> "made")).contains("made");
    assertThat(attempts.rejections()).hasSize(1);
  }

  private static String fail(int code) {
    throw new KubernetesClientException("no", code, null);
  }
}
