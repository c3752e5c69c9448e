package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --iconv} may name, held against the C library's own tables. */
class CharacterSetsTest {
  @TempDir Path folder;

  static Stream<String> allowed() {
    return Stream.of(
            Stream.of("ASCII", "us-ascii", "KOI8-R", "koi8-u", "MACINTOSH", "mac", "cp437"),
            numbered("ISO-8859-", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16),
            numbered("iso8859-", 1, 2, 15),
            numbered("latin", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            numbered("CP", 1250, 1251, 1252, 1253, 1254, 1256, 1257),
            numbered("windows-", 1250, 1251, 1252, 1253, 1254, 1256, 1257),
            numbered("CP", 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869))
        .flatMap(each -> each);
  }

  private static Stream<String> numbered(String prefix, int... numbers) {
    return IntStream.of(numbers).mapToObj(number -> prefix + number);
  }

  private static boolean isAllowed(String name) {
    return CharacterSets.forwarded(name, PolicyLimits.of(PolicyLimits.Confinement.PROVEN))
        .isPresent();
  }

  /** No byte is a slash, a dot or a control character in disguise, and each comes back. */
  @ParameterizedTest
  @MethodSource("allowed")
  void inAnAllowedSetAsciiIsAsciiAndNothingElseIs(String name) {
    assertThat(isAllowed(name)).isTrue();
    Outcome tables =
        Processes.bash(
            folder,
            """
            set -e
            printf "$(printf '\\\\x%%02x' $(seq 1 127))" > low
            iconv -f %1$s -t UTF-8 low | cmp - low
            printf "$(printf '\\\\x%%02x' $(seq 128 255))" > high
            iconv -c -f %1$s -t UTF-8 high > converted || true
            LC_ALL=C grep -caP '[\\x00-\\x7f]' converted && exit 1
            iconv -f UTF-8 -t %1$s converted > back
            python3 -c "
            back, high = open('back', 'rb').read(), open('high', 'rb').read()
            assert bytes(b for b in high if b in back) == back"
            """
                .formatted(name));
    assertThat(tables).isEqualTo(new Outcome(0, "0\n", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-7",
        "UTF-16",
        "UTF-32",
        "UCS-2",
        "EBCDIC-US",
        "IBM037",
        "SJIS",
        "CP932",
        "BIG5",
        "GBK",
        "GB18030",
        "ISO-2022-JP",
        "ISO-8859-11",
        "ISO-8859-12",
        "ISO-8859-17",
        "CP864",
        "CP1255",
        "CP1258",
        "VISCII",
        "TCVN",
        "latin11",
        "",
        "-",
        "..",
        "./x",
        "../x",
        "UTF-8//TRANSLIT",
        "UTF-8,UTF-8",
        "latin1\n"
      })
  void whatIsNotSafeIsNotAllowed(String name) {
    assertThat(isAllowed(name)).isFalse();
  }
}
