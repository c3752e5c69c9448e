package io.backupaccess.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/architecture.md} and {@code docs/development.md} point at is there. */
class ArchitectureDocumentTest {
  private static final Path DOCS = Repository.path("docs");
  private static final Pattern LINK = Pattern.compile("](?:\\(|: )([^)#:\\s]+)(?:#\\S*)?\\)?");

  /** A class, or a member of one. A name all in capitals is none. */
  private static final Pattern CODE =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([a-z][A-Za-z0-9]*))?`");

  private static final Map<String, String> SOURCES =
      Stream.of("api", "gateway", "operator", "e2e", "microbenchmarks")
          .flatMap(module -> Sources.beneath(Repository.path(module + "/src")).stream())
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Sources::text,
                  String::concat));

  @Test
  void linksOnlyFilesThatThereAre() {
    assertThat(all(LINK, link -> Files.exists(DOCS.resolve(link.group(1))))).isEmpty();
  }

  @Test
  void namesOnlyClassesThatThereAre() {
    assertThat(all(CODE, name -> isFile(name.group(1)) || SOURCES.containsKey(name.group(1))))
        .isEmpty();
  }

  @Test
  void namesOnlyMembersThatThereAre() {
    assertThat(all(CODE, name -> name.group(2) == null || isMember(name.group(1), name.group(2))))
        .isEmpty();
  }

  /** A method, or a component of a record. */
  private static boolean isMember(String type, String member) {
    return Pattern.compile("\\b" + member + "[(,)]").matcher(SOURCES.getOrDefault(type, "")).find();
  }

  /** Such as Dockerfile. */
  private static boolean isFile(String name) {
    return Files.exists(Repository.path(name));
  }

  /** What these documents hold of this kind and should not. */
  private static Stream<String> all(Pattern kind, Predicate<MatchResult> right) {
    return Stream.of("architecture.md", "development.md")
        .map(name -> Sources.text(DOCS.resolve(name)))
        .flatMap(text -> kind.matcher(text).results().filter(right.negate()))
        .map(MatchResult::group);
  }
}
