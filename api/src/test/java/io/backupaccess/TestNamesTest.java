package io.backupaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of tests have one style in all modules, and stand for themselves. */
class TestNamesTest {

  private static final Pattern UNDERSCORES =
      Pattern.compile("(?m)^ +(?:[a-z]+ )*(?:void|Stream<DynamicTest>)\\s+[a-z0-9]+_\\w*\\(");

  @ParameterizedTest
  @ValueSource(strings = {"api", "gateway", "operator", "e2e"})
  void theyAreInCamelCase(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
      List<String> others =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(file -> UNDERSCORES.matcher(read(file)).results())
              .map(found -> found.group().strip())
              .sorted()
              .toList();
      assertThat(others).isEmpty();
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
