package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.RawSender.BASIS_BACKUP;
import static io.backupaccess.gateway.pull.RawSender.BASIS_ITSELF;
import static io.backupaccess.gateway.pull.RawSender.BASIS_NAMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client of its own neither reads what it may only write, nor replaces what it may only add to.
 * Each attack is made on a plain rsync too, where it succeeds.
 */
class DropBoxAttackTest {
  private static final String SECRET = "secret";
  private static final String WRONG = "sXcret";

  @TempDir Path folder;

  private TestGateway gateway;
  private Client client;

  /** Write-only: files may be replaced. */
  private Path replacing;

  /** Write-only: files may be added. */
  private Path adding;

  /** Read, and added to. */
  private Path careful;

  private Path plain;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    replacing = volume("replacing", Mode.WRITE_ONLY, true);
    adding = volume("adding", Mode.WRITE_ONLY, false);
    careful = volume("careful", Mode.READ_WRITE, false);
    plain = filled(Files.createDirectory(folder.resolve("plain")));
    client = gateway.grant("backup", "replacing", "adding", "careful").start().client("backup");
  }

  private Path volume(String name, Mode mode, boolean overwrite) throws IOException {
    Path mount = gateway.volume(name);
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, false, overwrite));
    return filled(mount);
  }

  private static Path filled(Path volume) throws IOException {
    Files.writeString(volume.resolve("letter"), SECRET);
    Files.writeString(volume.resolve("new~"), SECRET);
    return volume;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private List<String> receiver(String options, String volume) {
    String command =
        "rsync --server -t " + RawSender.OPTIONS + " " + options + " . /" + volume + "/";
    return client.sshCommand("-T", host(), command);
  }

  private List<String> plainReceiver(String options) {
    return List.of(
        "bash",
        "-c",
        "rsync --server -Wt " + RawSender.OPTIONS + " " + options + " . " + plain + "/");
  }

  private static String guess(String file, int basis, String guess, List<String> receiver) {
    return new RawSender(file, guess.length())
        .guess(basis, basis == BASIS_NAMED ? "letter" : "", guess)
        .answer(receiver);
  }

  /** The whole file that was there, a file beside it, and with a folder of bases any file. */
  @ParameterizedTest(name = "row 35: basis {1} of {0}, {2}")
  @CsvSource({"letter, 128, ''", "new, 130, -b", "new, 130, ''", "added, 132, ''"})
  void nothingIsToldOfWhatIsGuessed(String file, int basis, String options) throws IOException {
    for (String volume : List.of("replacing", "adding")) {
      String backup = volume.equals("adding") ? "" : options;
      String right = guess(file, basis, SECRET, receiver(backup, volume));
      String wrong = guess(file, basis, WRONG, receiver(backup, volume));

      assertThat(right)
          .as(volume)
          .isEqualTo(wrong)
          .contains(basis == BASIS_NAMED ? "invalid basis_dir index" : "with no basis file");
    }
    assertThat(replacing.resolve("letter")).hasContent(SECRET);
    assertThat(adding.resolve("letter")).hasContent(SECRET);
    assertThat(replacing.resolve("added")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"letter, 128, ''", "new, 130, --suffix=~", "added, 132, --compare-dest=."})
  void plainRsyncTellsARightGuessFromAWrongOne(String file, int basis, String options)
      throws IOException {
    String right = guess(file, basis, SECRET, plainReceiver(options));
    Files.deleteIfExists(plain.resolve("new"));
    Files.deleteIfExists(plain.resolve("added"));
    String wrong = guess(file, basis, WRONG, plainReceiver(options));

    assertThat(right).isNotEqualTo(wrong);
  }

  @Test
  void basesAreThoseOfTheProtocol() {
    assertThat(List.of(BASIS_ITSELF, BASIS_BACKUP, BASIS_NAMED)).containsExactly(128, 130, 132);
  }

  @ParameterizedTest(name = "row 36: {0}")
  @ValueSource(
      strings = {
        "--compare-dest=/replacing",
        "--copy-dest=.",
        "--link-dest=/replacing/sub",
        "--suffix=~",
        "-b --backup-dir=old",
        "--partial-dir=part",
        "--temp-dir=sub",
        "--inplace",
        "--append",
        "-y",
        "-A",
        "-X",
      })
  void optionsThatReadAreRefused(String options) {
    assertThat(new RawSender("letter", 1).answer(receiver(options, "replacing")))
        .contains("has been disabled on this server: what is there may not be read.");
  }

  @ParameterizedTest(name = "row 37: {0}")
  @ValueSource(strings = {"adding", "careful"})
  void fileThatNobodyAskedForReplacesNothing(String volume) {
    new RawSender("letter", 5).content("other").answer(receiver("", volume));
    new RawSender("added", 5).content("other").answer(receiver("", volume));

    Path mount = volume.equals("adding") ? adding : careful;
    assertThat(mount.resolve("letter")).hasContent(SECRET);
    assertThat(mount.resolve("added")).hasContent("other");
    assertThat(mount.toFile().list()).containsExactlyInAnyOrder("letter", "new~", "added");
  }

  @Test
  void plainRsyncThatIgnoresWhatExistsReplacesIt() {
    new RawSender("letter", 5).content("other").answer(plainReceiver("--ignore-existing"));

    assertThat(plain.resolve("letter")).hasContent("other");
  }

  /** Byte by byte, as an attacker would: with what is left, no letter is better than another. */
  @Test
  void noLetterOfAWriteOnlyFileIsFound() {
    List<String> answers =
        "abcdefghijklmnopqrstuvwxyz"
            .chars()
            .mapToObj(letter -> String.valueOf((char) letter))
            .limit(20) // up to t, and so beyond s
            .map(letter -> guess("letter", BASIS_ITSELF, letter, receiver("", "replacing")))
            .distinct()
            .toList();

    assertThat(answers).singleElement(STRING).contains("with no basis file");
  }
}
