package io.backupaccess.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each file in {@code backupaccess/} is one rule. A {@code valid-} file is accepted by the API
 * server and by the validator. An {@code invalid-} file says in its first lines who refuses it, at
 * which field and how: {@code # api:} and {@code # java:}. Where a file holds two resources, the
 * second is an update of the first.
 */
@ExtendWith(KubeApiServerExtension.class)
class RuleFilesTest {

  private static final Path FOLDER = Repository.path("api/src/test/resources/backupaccess");

  @TestFactory
  Stream<DynamicTest> theApiServerFollowsTheRules(KubeApiServer server) throws IOException {
    var namespace = server.newNamespace();
    return files()
        .map(
            file ->
                dynamicTest(
                    file.name(),
                    () -> {
                      var refusals =
                          new StrictApply(server.client(), namespace).refusals(file.documents());
                      assertAsExpected(refusals, file.expected("api"));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> theValidatorFollowsTheRules() throws IOException {
    return files()
        .filter(RuleFile::isReadable)
        .map(
            file ->
                dynamicTest(
                    file.name(),
                    () -> {
                      var violations =
                          BackupAccessValidator.validate(file.resource()).stream()
                              .map(Violation::toString)
                              .toList();
                      assertAsExpected(violations, file.expected("java"));
                    }));
  }

  private static void assertAsExpected(List<String> refusals, List<String> expected) {
    if (expected.isEmpty()) {
      assertThat(refusals).isEmpty();
    }
    for (var beginning : expected) {
      assertThat(refusals).anySatisfy(refusal -> assertThat(refusal).startsWith(beginning));
    }
  }

  private static Stream<RuleFile> files() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.sorted().map(RuleFile::read).toList().stream();
    }
  }
}
