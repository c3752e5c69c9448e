package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "/etc/group", "/usr/lib/os-release", "/etc/ld.so.conf"})
  void nothingOfThemIsLearnt(String file) throws IOException {
    String line = Files.readAllLines(Path.of(file)).getLast().strip();
    Path named = scene.db().resolve("lines").resolve(line.replaceFirst("^/+", ""));
    Files.createDirectories(named.getParent());
    Files.writeString(named, "granted");
    scene.owner("rm -f to etc; ln -s " + file + " to; ln -s " + Path.of(file).getParent() + " etc");

    for (String rule : List.of(":-_" + file, ":-_to", ":s-_../to", ":-_../etc/passwd")) {
      Path ours = copies.resolve("ours" + rule.hashCode());
      scene.rsync("-r --filter=" + rule, List.of("db/"), ours);
      assertThat(ours.resolve(scene.db().relativize(named))).as(rule).hasContent("granted");
    }
    Path plain = copies.resolve("plain");
    scene.plainRsync("-r --filter=:-_" + file, List.of("db/"), plain);
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
