package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls by a real rsync from a confined one: honest ones whole, hostile ones empty-handed. */
class PullTest {
  @TempDir Path folder;
  private Path volume;
  private Path copy;
  private Path secret;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    copy = folder.resolve("copy");
    Path nested = Files.createDirectories(volume.resolve("nested/deeper"));
    Files.writeString(nested.resolve("two\nlines"), "odd name");
    Files.writeString(nested.resolve("-rf"), "dash");
    byte[] noise = new byte[400_000];
    new Random(1).nextBytes(noise);
    Files.write(volume.resolve("noise"), noise);
    Files.writeString(volume.resolve("text"), "compressible ".repeat(20_000));
    Files.createLink(volume.resolve("hard"), volume.resolve("noise"));
    Files.createSymbolicLink(volume.resolve("inside"), Path.of("nested"));
    Files.setPosixFilePermissions(
        volume.resolve("text"), PosixFilePermissions.fromString("rw-r-----"));
    try (var sparse = new RandomAccessFile(volume.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(4 << 20);
      sparse.seek(2 << 20);
      sparse.writeByte(1);
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    secret = Files.writeString(other.resolve("secret"), "the secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-aH",
        "-aHAXSUz",
        "-aHAXS --numeric-ids --inplace",
        "-aHS --sparse -z --zc=zstd --zl=19",
        "-aH -z --zc=lz4",
        "-aH -z --zc=zlib",
        "-aH -z --zc=zlibx",
        "-aH --protocol=29",
        "-aHc --cc=xxh128",
        "-aHc --cc=md5",
        "-aHc --cc=sha1",
        "-aH --cc=none",
        "-aHW --bwlimit=20000 --timeout=60",
        "-aHx --open-noatime --iconv=utf8,latin1",
        "-aHC --no-i-r --delete",
        "-aH --safe-links --stats -vv --info=progress2"
      })
  void pullsAreWhole(String options) {
    Outcome pulled = pull(confined("=."), options);
    assertThat(pulled.errors()).isEmpty();
    assertThat(pulled.status()).isZero();
    Outcome difference =
        Programs.run(List.of("rsync", "-aHcni", "--delete", volume + "/", copy.toString()));
    assertThat(difference.text()).isEmpty();
    assertThat(copy.resolve("nested/deeper/two\nlines")).hasContent("odd name");
  }

  @Test
  void secondPullTransfersTheDifference() throws IOException {
    pull(confined("=."), "-aH");
    try (var noise = new RandomAccessFile(volume.resolve("noise").toFile(), "rw")) {
      noise.write(42);
    }
    Outcome pulled = pull(confined("=."), "-aHI --no-W --stats");
    assertThat(pulled.status()).isZero();
    assertThat(copy.resolve("noise")).hasSameBinaryContentAs(volume.resolve("noise"));
    assertThat(pulled.text()).contains("Literal data: 700 bytes");
  }

  @Test
  void listOfFilesFromTheClientIsServed() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "text\nnested/deeper/-rf\n");
    assertThat(pull(confined("=."), "-a --files-from=" + list).status()).isZero();
    assertThat(copy.resolve("text")).exists();
    assertThat(copy.resolve("nested/deeper/-rf")).exists();
    assertThat(copy.resolve("noise")).doesNotExist();
  }

  @Test
  void patternPullsWhatMatches() {
    assertThat(pull(confined(Programs.pattern("[st]*")), "-a").status()).isZero();
    try (var pulled = Files.list(copy)) {
      assertThat(pulled.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("sparse", "text");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void folderOfLinksServesSeveralPlaces() throws IOException {
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.writeString(second.resolve("file"), "second");
    Path linkFolder = Files.createDirectory(folder.resolve("farm"));
    Files.createSymbolicLink(linkFolder.resolve("one"), volume);
    Files.createSymbolicLink(linkFolder.resolve("two"), second);
    Files.createSymbolicLink(linkFolder.resolve("three"), secret.getParent());
    List<Place> places = List.of(Place.of(volume), Place.of(second));
    Path shell = remoteShell(places, linkFolder, "", "=one/", "=two/", "=three/");
    Outcome pulled = pull(shell, "-aR");
    assertThat(pulled.status()).isEqualTo(23);
    assertThat(copy.resolve("one/text")).exists();
    assertThat(copy.resolve("two/file")).hasContent("second");
    assertThat(copy.resolve("three/secret")).doesNotExist();
  }

  @Test
  void missingNameIsRsyncsOwnAnswer() {
    Outcome pulled = pull(confined("=missing", "=text"), "-a");
    assertThat(pulled.status()).isEqualTo(23);
    assertThat(pulled.errors()).contains("link_stat").contains("No such file or directory");
    assertThat(copy.resolve("text")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-aL", "-a --copy-unsafe-links", "-rlkL"})
  void linksOutOfTheVolumeYieldNothing(String options) throws IOException {
    Files.createSymbolicLink(volume.resolve("leak"), secret);
    Files.createSymbolicLink(volume.resolve("leaks"), secret.getParent());
    Files.createSymbolicLink(volume.resolve("nested/users"), Path.of("/etc/shadow"));

    Outcome pulled = pull(confined("=."), options);
    assertThat(pulled.status()).isEqualTo(23);
    assertThat(contents()).noneMatch(text -> text.contains("the secret"));
    assertThat(copy.resolve("nested/deeper/-rf")).hasContent("dash");
    assertThat(copy.resolve("nested/users")).doesNotExist();

    pull(unconfined("."), options);
    assertThat(contents()).anyMatch(text -> text.contains("the secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaks/", "leaks/secret", "../other/secret", "leak*/s*"})
  void pathsOutOfTheVolumeYieldNothing(String path) throws IOException {
    Files.createSymbolicLink(volume.resolve("leaks"), secret.getParent());
    String pattern = Programs.pattern(path);
    assertThat(pull(confined(pattern), "-a").status()).isEqualTo(23);
    assertThat(contents()).noneMatch(text -> text.contains("the secret"));

    pull(unconfined(path), "-a");
    assertThat(contents()).anyMatch(text -> text.contains("the secret"));
  }

  @Test
  void filesFromOutOfTheVolumeYieldsNothing() throws IOException {
    Files.createSymbolicLink(volume.resolve("leaks"), secret.getParent());
    Path list = Files.writeString(folder.resolve("list"), "leaks/secret\n");
    pull(confined("=."), "-a --files-from=" + list);
    assertThat(contents()).noneMatch(text -> text.contains("the secret"));
    pull(unconfined("."), "-a --files-from=" + list);
    assertThat(contents()).anyMatch(text -> text.contains("the secret"));
  }

  @Test
  void sourceIsNotRemoved() {
    assertThat(pull(confined("=."), "-a --remove-source-files").status()).isNotZero();
    assertThat(volume.resolve("text")).exists();
    pull(unconfined("."), "-a --remove-source-files");
    assertThat(volume.resolve("text")).doesNotExist();
  }

  @Test
  void logOfTheServerIsNotWritten() {
    Path log = folder.resolve("log");
    assertThat(pull(confined("=."), "-a -M--log-file=" + log).status()).isZero();
    assertThat(log).doesNotExist();
    pull(unconfined("."), "-a -M--log-file=" + log);
    assertThat(log).exists();
  }

  @Test
  void tooLittleMemoryEndsThePullAlone() throws IOException {
    Path many = Files.createDirectory(volume.resolve("many"));
    for (int i = 0; i < 5000; i++) {
      Files.createSymbolicLink(many.resolve("l" + i), Path.of("x/".repeat(2000)));
    }
    // Twenty megabytes of names cannot fit beside the libraries.
    Path shell = remoteShell(List.of(Place.of(volume)), volume, "--limit-as=25000000", "=.");
    assertThat(pull(shell, "-rl --list-only --no-i-r").status()).isNotZero();
    assertThat(pull(confined("=."), "-rl --list-only --no-i-r").status()).isZero();
  }

  private Outcome pull(Path shell, String options) {
    return Programs.run(
        Stream.of(
                // The paths are the remote shell's, so the client has to take what it gets.
                Stream.of("rsync", "--trust-sender"),
                Stream.of(options.split(" ")),
                Stream.of("-e", shell.toString(), "host:.", copy + "/"))
            .flatMap(part -> part)
            .toList());
  }

  private Path confined(String... paths) {
    return remoteShell(List.of(Place.of(volume)), volume, "", paths);
  }

  /**
   * A remote shell that starts the launcher with the client's options and these paths (encoded, and
   * with their prefix), as the gateway does.
   */
  private Path remoteShell(List<Place> places, Path directory, String more, String... paths) {
    List<String> command =
        Programs.launcher()
            .command(new ChildSpec(Profile.SENDER, places, directory, Programs.LIMITS, List.of()));
    int end = command.indexOf("--");
    return script(
        """
        options=()
        while [ "$1" != . ]; do options+=("=$1"); shift; done
        exec %s %s %s "${options[@]}" =-- =. %s
        """
            .formatted(
                String.join(" ", command.subList(0, end)),
                more,
                String.join(" ", command.subList(end, command.size())),
                Stream.of(paths).map(path -> "'" + path + "'").reduce("", (a, b) -> a + " " + b)));
  }

  /** The same without the launcher: what the client could get. */
  private Path unconfined(String path) {
    return script(
        """
        options=()
        while [ "$1" != . ]; do options+=("$1"); shift; done
        cd %s
        exec rsync "${options[@]}" -- . %s
        """
            .formatted(volume, path));
  }

  private Path script(String body) {
    try {
      Path script = Files.createTempFile(folder, "shell", "");
      Files.writeString(script, "#!/bin/bash\nshift 2\n" + body);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
      return script;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> contents() throws IOException {
    if (!Files.exists(copy)) {
      return List.of();
    }
    try (var files = Files.walk(copy)) {
      return files.filter(Files::isRegularFile).map(PullTest::content).toList();
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
