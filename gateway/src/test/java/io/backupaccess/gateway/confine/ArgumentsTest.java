package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments reach the child byte for byte, or the child does not start. */
class ArgumentsTest {
  @TempDir Path folder;

  @Test
  void everyByteArrivesAsItIs() {
    var bytes = new ByteArrayOutputStream();
    for (int value = 1; value < 256; value++) {
      bytes.write(value);
    }
    assertThat(arrived(bytes.toByteArray())).isEqualTo(latin1(bytes.toByteArray()) + "\0");
  }

  @Test
  void namesThatArgumentsUsuallyBreakOnArrive() {
    byte[] latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf8 = "caf\u00e9 \uD83D\uDCBE".getBytes(StandardCharsets.UTF_8);
    byte[] odd = "two\nlines\r\t'\"$(id);*".getBytes(StandardCharsets.UTF_8);
    assertThat(arrived(latin1, utf8, odd))
        .isEqualTo(latin1(latin1) + "\0" + latin1(utf8) + "\0" + latin1(odd) + "\0");
  }

  @Test
  void emptyArgumentsAreKept() {
    assertThat(arrived(new byte[0], new byte[] {'a'}, new byte[0])).isEqualTo("\0a\0\0");
  }

  @Test
  void argumentThatLooksLikeAnOptionOfTheLauncherIsNone() {
    assertThat(arrived("--volume=/".getBytes(StandardCharsets.UTF_8))).isEqualTo("--volume=/\0");
  }

  @Test
  void encodedArgumentsAreAsciiAndLegible() {
    assertThat(PercentEncoding.encode("/volumes/Db_1,a:b=c+d@e-f.g"))
        .isEqualTo("/volumes/Db_1,a:b=c+d@e-f.g");
    assertThat(PercentEncoding.encode("a b%\u00e9\n")).isEqualTo("a%20b%25%C3%A9%0A");
  }

  @Test
  void nulIsRefusedBeforeTheLauncherIs() {
    assertThatThrownBy(() -> PercentEncoding.encode(new Argument.Literal("a\0")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PercentEncoding.encode(new Argument.Pattern("\0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=%", "=%4", "=%4G", "=%zz", "=%4a", "=a b", "=a%00", "=a\\b", "=\u00e9", "=a*", "plain", ""
      })
  void whatIsNotStrictlyEncodedStartsNothing(String argument) {
    Outcome outcome = launch(List.of(argument));
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(outcome.errors()).startsWith("launcher: an argument ").hasLineCount(1);
    assertThat(outcome.output()).isEmpty();
  }

  @Test
  void argumentsAreBoundedInLengthAndNumber() {
    assertThat(launch(List.of("=" + "a".repeat(16 * 1024))).status()).isZero();
    assertThat(launch(List.of("=" + "a".repeat(16 * 1024 + 1))).errors())
        .isEqualTo("launcher: an argument is too long\n");
    assertThat(launch(Stream.generate(() -> "=a").limit(4100).toList()).errors())
        .isEqualTo("launcher: too many arguments\n");
  }

  private String arrived(byte[]... arguments) {
    Outcome outcome =
        launch(
            Stream.of(arguments)
                .map(bytes -> PercentEncoding.encode(new Argument.Literal(latin1(bytes))))
                .toList());
    assertThat(outcome.errors()).isEmpty();
    return outcome.output();
  }

  private Outcome launch(List<String> encoded) {
    return Programs.run(
        Programs.concat(
            Programs.actorCommand(List.of(Place.of(folder)), folder, "arguments"), encoded));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
