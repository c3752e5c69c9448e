package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code src/test/resources/plans} is a case: {@code in-*.yaml} is what the cluster
 * holds, {@code out-*.yaml} is what is made of it, the status included. Run with {@code
 * -Dplans.refresh=true} to write the latter anew, and read the difference.
 */
class GoldenPlansTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
  private static final boolean REFRESH = Boolean.getBoolean("plans.refresh");

  @TestFactory
  Stream<DynamicTest> cases() {
    return PlanCase.folders().stream()
        .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
  }

  private static void run(Path folder) throws IOException {
    Map<String, String> made = make(folder);
    if (REFRESH) {
      for (Path old : PlanCase.files(folder, "out-")) {
        Files.delete(old);
      }
      for (Map.Entry<String, String> file : made.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> expected = new TreeMap<>();
    for (Path file : PlanCase.files(folder, "out-")) {
      expected.put(file.getFileName().toString(), PlanCase.read(file));
    }
    assertThat(made).isEqualTo(expected);
  }

  private static Map<String, String> make(Path folder) {
    PlanCase planned = PlanCase.of(folder, object -> true);
    Map<String, String> made = new TreeMap<>();
    for (HasMetadata object : planned.plan().objects()) {
      String name = object.getMetadata().getName();
      made.put(
          "out-%s%s.yaml"
              .formatted(
                  object.getKind().toLowerCase(Locale.ROOT),
                  name.equals(planned.plan().names().gateway()) ? "" : "-" + name),
          PlanCase.YAML.asYaml(object));
    }
    made.put(
        "out-status.yaml",
        PlanCase.YAML.asYaml(
            new StatusWriter(CLOCK, Duration.ofDays(14))
                .status(
                    planned.access(),
                    null,
                    planned.plan(),
                    planned.facts().gateway(),
                    planned.facts().readers(),
                    List.of())));
    return made;
  }
}
