package io.backupaccess.gateway.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of rsync, as the client of a key with several volumes reads them. */
class ClientNamesTest {
  private static final ClientNames NAMES =
      new ClientNames(
          Map.of(
              "/volumes/x1/db", "/db",
              "/volumes/x1/db/in/it", "/inner",
              "/volumes/x2/Büro", "/buero",
              "/run/root-1f", ""));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stat "/volumes/x1/db/a b" failed   | stat "/db/a b" failed
          stat "/volumes/x1/db" failed       | stat "/db" failed
          chdir /volumes/x1/db: gone         | chdir /db: gone
          at the end /volumes/x1/db          | at the end /db
          "/volumes/x1/db/in/it/x"           | "/inner/x"
          "/volumes/x1/db/in/item"           | "/db/in/item"
          "/volumes/x1/dbase/x"              | "/volumes/x1/dbase/x"
          "/volumes/x2/B\\#303\\#274ro/x"    | "/buero/x"
          "/run/root-1f/private/x"           | "/private/x"
          "/run/root-1f"                     | "/"
          "/volumes/x1/db/a" "/run/root-1f/" | "/db/a" "/"
          """)
  void aFolderHasTheClientsName(String line, String shown) {
    assertThat(shown(NAMES, line)).isEqualTo(shown);
  }

  @Test
  void bytesThatAreNoTextStayAsTheyAre() {
    assertThat(shown(NAMES, "\u00e9\u0080 /volumes/x1/db/\u00ff"))
        .isEqualTo("\u00e9\u0080 /db/\u00ff");
  }

  @Test
  void theFolderOfAKeyWithARootIsTheRoot() {
    ClientNames rooted = new ClientNames(Map.of("/volumes/x1/db", ""));
    assertThat(shown(rooted, "\"/volumes/x1/db/a\", \"/volumes/x1/db\""))
        .isEqualTo("\"/a\", \"/\"");
  }

  @Test
  void withoutFoldersNothingChanges() {
    assertThat(shown(ClientNames.NONE, "\"/volumes/x1/db\"")).isEqualTo("\"/volumes/x1/db\"");
  }

  private static String shown(ClientNames names, String line) {
    return new String(names.in(line.getBytes(ISO_8859_1)), ISO_8859_1);
  }
}
