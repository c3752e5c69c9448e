package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key learns of a volume that it may only write to. */
class WriteOnlyTest extends Pushing {
  @ParameterizedTest
  @ValueSource(strings = {"/dropbox/", "/dropbox", "/drop*/", "/dropbox/secret", "dropbox/*"})
  void nothingIsReadOfAVolumeThatIsOnlyWrittenTo(String path) throws IOException {
    Files.writeString(dropbox.resolve("secret"), "secret");

    Outcome refused = client.rsync("-a", host() + ":" + path, folder.resolve("copy") + "/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).doesNotContain("secret\n");
    assertThat(folder.resolve("copy"))
        .satisfiesAnyOf(
            copy -> assertThat(copy).doesNotExist(), copy -> assertThat(copy).isEmptyDirectory());
  }

  @Test
  void aVolumeThatIsOnlyWrittenToIsNotListed() {
    Outcome listing = client.rsync(host() + ":/");

    assertThat(listing.exit()).isZero();
    assertThat(listing.out()).contains("readable", "restored", "careful").doesNotContain("dropbox");
  }

  @Test
  void aListOfNamesReadsNothingOfIt() throws IOException {
    Files.writeString(dropbox.resolve("letter"), "dear diary\n");
    Files.writeString(readable.resolve("file"), "x");
    Path names = Files.writeString(folder.resolve("names"), "readable/file\ndropbox/letter\n");
    Path copy = folder.resolve("copy");

    Outcome listed = client.rsync("-a", "--files-from=" + names, host() + ":/", copy + "/");

    assertThat(listed.exit()).isNotZero();
    assertThat(listed.err()).doesNotContain("diary");
    assertThat(copy.resolve("dropbox/letter")).doesNotExist();
  }

  /** Names that do not exist are told to the client, and such a list could be any file. */
  @ParameterizedTest
  @ValueSource(strings = {"/readable/", "/dropbox/", "/"})
  void noFileOfItServesAsAListOfNames(String source) throws IOException {
    Files.writeString(dropbox.resolve("letter"), "dear diary\n");

    Outcome refused =
        client.rsync(
            "-a",
            "--files-from=:/dropbox/letter",
            host() + ":" + source,
            folder.resolve("copy") + "/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err() + refused.out()).doesNotContain("diary");
  }

  /** What is there is not read: a right guess looks like a wrong one. */
  @Test
  void aPushDoesNotTellWhetherAGuessIsRight() throws IOException {
    Files.writeString(dropbox.resolve("letter"), "dear diary");
    Files.writeString(backup.resolve("letter"), "dear mummy");

    Outcome wrong = push("-rnci", backup, "/dropbox/");
    Files.writeString(backup.resolve("letter"), "dear diary");
    Outcome right = push("-rnci", backup, "/dropbox/");

    assertThat(wrong.out()).contains("letter").doesNotContain("diary");
    assertThat(right).isEqualTo(wrong);
    assertThat(dropbox.resolve("letter")).hasContent("dear diary");
  }
}
