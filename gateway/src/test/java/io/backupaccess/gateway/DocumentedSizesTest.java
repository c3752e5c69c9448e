package io.backupaccess.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizes that decisions name as their price, beside the code as it is now. */
class DocumentedSizesTest {
  private static final Path ROOT = Path.of("..");

  @ParameterizedTest
  @CsvSource({
    "0004-sftp-is-served-by-the-launcher, some (\\d+) lines of C,"
        + " gateway/launcher/file_server.c gateway/launcher/exchange.c",
    "0006-ciphers-are-chosen-by-what-the-client-has, some (\\d+) lines of Poly1305,"
        + " gateway/src/main/java/io/backupaccess/gateway/ssh/cipher/Poly1305.java"
  })
  void aDecisionNamesTheSizeOfWhatItCosts(String decision, String words, String files)
      throws IOException {
    String text = Files.readString(ROOT.resolve("docs/decisions/" + decision + ".md"));
    Matcher size = Pattern.compile(words.replace(" ", "\\s+")).matcher(text);
    assertThat(size.find()).as(words).isTrue();
    long lines = 0;
    for (String file : List.of(files.split(" ", -1))) {
      lines += Files.readAllLines(ROOT.resolve(file)).size();
    }
    long documented = Long.parseLong(size.group(1));
    assertThat(documented).isBetween(lines * 9 / 10, lines * 11 / 10);
  }
}
