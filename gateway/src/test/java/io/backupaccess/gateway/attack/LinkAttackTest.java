package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner of a granted volume links to what is outside it: rows 8, 11, 12, 14 and 20. */
class LinkAttackTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = Scene.in(folder);
    scene.owner(
        """
        ln -s ../other leaks; ln -s ../../other sub/leaks; ln -s ../other/secret leak
        ln -s "$PWD/../other/secret" absolute; ln -s /etc/shadow shadow; ln -s sub inside
        ln -s nowhere ../other/pointer; mkdir ../other/folder; touch ../other/folder/secret
        ln -s leak chain; mkdir -p .rel; ln -s ../../other/secret .rel/secret
        """);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @ParameterizedTest(name = "row 8: rsync {0} HOST:{1}")
  @CsvSource({
    "-a, db/leaks/",
    "-a, db/leaks/secret",
    "-a, db/sub/leaks/secret",
    "-a, db/sub/../leaks/secret",
    "-a, db/inside/leaks/secret",
    "-a, db/l*/s*",
    "-a, db/*/leaks/secret",
    "-a, db/[l]eaks/./secret",
    "-aR, db/leaks/secret",
    "-aR, db/./leaks/secret",
    "-aR, db/leaks/./secret",
    "-a -s, db/leaks/secret",
    "-a -s, db/l*/s*",
    "-a --old-args, db/leaks/",
    "-a --protocol=29, db/leaks/secret",
    "-a --no-i-r, db/leaks/"
  })
  void noPathLeadsThroughALink(String options, String path) {
    scene.rsync(options, List.of(path), copies.resolve("ours"));
    assertThat(Scene.contents(copies.resolve("ours"))).doesNotContain(Scene.SECRET);

    scene.plainRsync(options, List.of(path), copies.resolve("plain"));
    assertThat(Scene.contents(copies.resolve("plain"))).contains(Scene.SECRET);
  }

  @ParameterizedTest(name = "row 8: {0} in a list of files, with {1}")
  @CsvSource({
    "leaks/secret, -a",
    "sub/leaks/secret, -a --no-relative",
    "leaks/secret, -aL",
    "leaks/./secret, -a --no-implied-dirs",
    "inside/leaks/secret, -ak",
    "leaks/secret, -a -s"
  })
  void noNameInAListLeadsThroughALink(String name, String options) throws IOException {
    Path list = Files.writeString(copies.resolve("list"), name + "\n");
    String all = options + " --files-from=" + list;
    scene.rsync(all, List.of("db/"), copies.resolve("ours"));
    assertThat(Scene.contents(copies.resolve("ours"))).doesNotContain(Scene.SECRET);

    scene.plainRsync(all + " --trust-sender", List.of("db/"), copies.resolve("plain"));
    assertThat(Scene.contents(copies.resolve("plain"))).contains(Scene.SECRET);
  }

  @ParameterizedTest(name = "row 11: {0}")
  @ValueSource(
      strings = {"-aL", "-aL -s", "-aLk", "-a --copy-unsafe-links", "-aL --protocol=29", "-rL -R"})
  void followedLinksStayInTheVolume(String options) {
    Outcome pulled = scene.rsync(options, List.of("db/"), copies.resolve("ours"));
    assertThat(pulled.exit()).isEqualTo(23);
    assertThat(Scene.contents(copies.resolve("ours"))).contains("granted");
    assertThat(Scene.contents(copies.resolve("ours"))).doesNotContain(Scene.SECRET);
    assertThat(Scene.contents(copies.resolve("ours"))).noneMatch(text -> text.contains("root:"));

    scene.plainRsync(options, List.of("db/"), copies.resolve("plain"));
    assertThat(Scene.contents(copies.resolve("plain"))).contains(Scene.SECRET);
  }

  /** Row 12. What they mean at the client's side is the client's to decide. */
  @Test
  void linksAreSentAsLinksAndNothingOfTheirTargets() throws IOException {
    scene.rsync("-a", List.of("db/"), copies);
    assertThat(Files.readSymbolicLink(copies.resolve("shadow"))).hasToString("/etc/shadow");
    assertThat(Files.readSymbolicLink(copies.resolve("leak"))).hasToString("../other/secret");
    scene.rsync("-a --safe-links", List.of("db/"), copies.resolve("safe"));
    assertThat(Files.isSymbolicLink(copies.resolve("safe/shadow"))).isFalse();
    assertThat(Files.isSymbolicLink(copies.resolve("safe/inside"))).isTrue();
  }

  /** Row 14, a documented limit: a hard link is the file. */
  @Test
  void aHardLinkIsTheFileItself() throws IOException {
    Files.createLink(scene.db().resolve("hard"), scene.other().resolve("names"));
    scene.rsync("-a", List.of("db/hard"), copies);
    assertThat(copies.resolve("hard")).hasContent("file");
    Files.delete(scene.db().resolve("hard"));
  }

  /** Row 20: what is outside is listed neither by path nor through a link. */
  @ParameterizedTest(name = "row 20: {0} {1}")
  @CsvSource({
    "-l, /etc/shadow",
    "-l, db/../other/secret",
    "-l, db/shadow",
    "-lR, /etc/./shadow",
    "-l -s, /etc/shadow",
    "-l, /etc/sh*"
  })
  void nothingOutsideIsListed(String options, String path) {
    Outcome listed = scene.rsync(options + " --list-only", List.of(path), copies);
    assertThat(listed.out().lines())
        .allMatch(line -> line.startsWith("l") && line.endsWith("shadow -> /etc/shadow"));
  }

  /** Row 43: a link that leads out is answered as if nothing were behind it. */
  @ParameterizedTest(name = "row 43: {0} {1}")
  @CsvSource({
    "-lt, db/leaks/secret",
    "-lt, db/leaks/secret/",
    "-lt, db/leaks/secret/below",
    "-l, db/leaks/pointer",
    "-ltL, db/leaks/secret",
    "-ltR, db/leaks/secret",
    "-lt, db/leaks/folder/",
    "-lt, db/leaks/folder/secret",
    "-ltr, db/leaks/folder/",
    "-lt --ignore-missing-args, db/leaks/secret",
    "-lt, db/leaks/s*"
  })
  void aLinkShowsNothingOfWhatIsBehindIt(String options, String path) {
    String absent = path.replaceAll("secret|pointer|folder", "absent");
    Outcome existing = scene.rsync(options + " --list-only", List.of(path), copies);
    Outcome missing = scene.rsync(options + " --list-only", List.of(absent), copies);
    assertThat(existing.out()).isEqualTo(missing.out()).doesNotContain("secret", "pointer");
    assertThat(existing.exit()).isEqualTo(missing.exit());
    assertThat(existing.err().replaceAll("secret|pointer|folder", "absent"))
        .isEqualTo(missing.err());
  }

  /** Whoever asks for what is in a folder outside gets no link in its place, and an exit of 0. */
  @ParameterizedTest(name = "row 43: rsync {0} HOST:{1}")
  @CsvSource({"-ak, db/", "-aL, db/", "-aR, db/leaks/", "-aR, db/./leaks/", "-a, db/leaks/"})
  void whatAFolderOutsideHoldsIsMissedAloud(String options, String path) {
    assertThat(scene.rsync(options, List.of(path), copies.resolve("ours")).exit()).isEqualTo(23);
  }

  /** Row 43: nor where every link is followed. */
  @Test
  void aLinkThatIsFollowedShowsNothingOfWhatItLeadsTo() {
    scene.owner("ln -s ../other/absent gone");
    Outcome existing = scene.rsync("-ltL --list-only", List.of("db/leak"), copies);
    Outcome missing = scene.rsync("-ltL --list-only", List.of("db/gone"), copies);
    assertThat(existing.err()).contains("/db/leak\" failed: No such file or directory");
    assertThat(new Outcome(existing.exit(), existing.out(), existing.err().replace("leak", "gone")))
        .isEqualTo(missing);
    scene.owner("rm gone");
  }
}
