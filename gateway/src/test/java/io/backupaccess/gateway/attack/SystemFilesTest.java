package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 41: files that rsync needs to start, named in each way in which a client or the owner of a
 * volume can name a file: by a filter, a list and a link. A line of such a file that is read as a
 * filter hides a file of that name.
 */
class SystemFilesTest {
  @TempDir static Path folder;
  @TempDir Path copies;
  private static Scene scene;

  @BeforeAll
  static void prepare() {
    scene = Scene.in(folder);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  /** What the files say of owners has been read before, and is sent as by any rsync. */
  @Test
  void namesOfOwnersAreSent() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root, to give files away");
    scene.owner("echo x > owned; chown games:games owned");
    Path copy = copies.resolve("copy");
    scene.rsync("-og --usermap=games:12345 --groupmap=games:23456", List.of("db/owned"), copy);
    assertThat(Files.getAttribute(copy.resolve("owned"), "unix:uid")).isEqualTo(12345);
    assertThat(Files.getAttribute(copy.resolve("owned"), "unix:gid")).isEqualTo(23456);
    scene.rsync("-og --numeric-ids", List.of("db/owned"), copies.resolve("numbers"));
    assertThat(Files.getAttribute(copies.resolve("numbers/owned"), "unix:uid")).isNotEqualTo(12345);
    scene.owner("rm owned");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "/etc/group", "/usr/lib/os-release"})
  void nothingOfThemIsLearnt(String file) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(file));
    String line =
        lines.stream().filter(one -> !one.contains("/")).findFirst().orElse(lines.getFirst());
    Path named = scene.db().resolve("lines").resolve(line);
    Files.createDirectories(named.getParent());
    Files.writeString(named, "granted");
    scene.owner("rm -f to etc; ln -s " + file + " to; ln -s " + Path.of(file).getParent() + " etc");

    String up = "..".concat("/..".repeat(scene.db().getNameCount() - 1)) + file;
    for (String rule : List.of(":-_" + up, ":-_to", ":s-_to", ":-_etc/passwd", ":-_" + file)) {
      Path ours = copies.resolve("ours" + rule.hashCode());
      scene.rsync("-r --filter=" + rule, List.of("db/"), ours);
      assertThat(ours.resolve(scene.db().relativize(named))).as(rule).hasContent("granted");
    }
    Path plain = copies.resolve("plain");
    scene.plainRsync("-r --filter=:-_to", List.of("db/"), plain);
    assertThat(plain.resolve("file")).exists();
    assertThat(plain.resolve(scene.db().relativize(named))).doesNotExist();

    String content = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    for (String options : List.of("-rL", "-aL", "-r --copy-unsafe-links")) {
      Outcome outcome = scene.rsync(options, List.of("db/"), copies.resolve("followed"));
      assertThat(outcome.exit()).as(options).isEqualTo(23);
      assertThat(Scene.contents(copies.resolve("followed"))).doesNotContain(content);
    }
    Outcome asList = scene.rsync("-r --files-from=:db/to", List.of("db/"), copies.resolve("list"));
    assertThat(asList.exit()).isNotZero();
    assertThat(asList.err()).doesNotContain(line);
  }
}
