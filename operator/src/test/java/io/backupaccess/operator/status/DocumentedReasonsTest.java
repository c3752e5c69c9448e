package io.backupaccess.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reasons in {@code docs/conditions.md} are those that are seen. */
class DocumentedReasonsTest {

  private static final Pattern LITERAL = Pattern.compile("\"([A-Z][A-Za-z]+)\"");
  private static final Pattern USE =
      Pattern.compile(
          "(?:\\b(?:Wrong|Open|Fine|Problem|Rejection|Stopped|LeftAsIs)|\\bproblem|\\bnext)\\(\\s*\"([A-Z][A-Za-z]+)\"");

  // Of Events alone, which the page tells of in words.
  private static final Set<String> OF_EVENTS = Set.of("VolumeGranted", "Yielded");

  private static final String SOURCES = sources();

  @Test
  void everyDocumentedReasonOccursInTheSources() {
    Set<String> literals = matches(LITERAL, SOURCES);
    assertThat(DocumentedReasons.all()).isNotEmpty().allMatch(literals::contains, "is a literal");
  }

  @Test
  void everyReasonInTheSourcesIsDocumented() {
    Set<String> used = matches(USE, SOURCES);
    used.removeAll(OF_EVENTS);
    assertThat(DocumentedReasons.all()).containsAll(used);
    assertThat(used).hasSizeGreaterThan(30);
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sources() {
    try (Stream<Path> files = Files.walk(Repository.path("operator/src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(DocumentedReasonsTest::read)
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
