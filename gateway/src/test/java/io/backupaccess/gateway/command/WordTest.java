package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTest {
  private static List<String> texts(String command) {
    return Word.split(command.getBytes(ISO_8859_1)).stream().map(Word::text).toList();
  }

  private static Word only(String command) {
    return Word.split(command.getBytes(ISO_8859_1)).getFirst();
  }

  @Test
  void blanksSeparateAndABackslashMakesThemLiteral() {
    assertThat(texts("  a\\ b \tc\nd\\\ne ")).containsExactly("a b", "c", "d\ne");
  }

  @Test
  void theRestOfAShellsLanguageMeansNothing() {
    assertThat(texts("it\\'s 'a b' $(id) `id` a;b {c,d} ~ #x"))
        .containsExactly("it's", "'a", "b'", "$(id)", "`id`", "a;b", "{c,d}", "~", "#x");
  }

  @Test
  void bytesThatAreNoTextSurvive() {
    assertThat(texts("\u00ff\u0001\u00e9")).containsExactly("\u00ff\u0001\u00e9");
  }

  @Test
  void aBackslashAtTheEndIsABackslash() {
    assertThat(texts("a\\")).containsExactly("a\\");
    assertThat(texts("a\\\\")).containsExactly("a\\");
  }

  @ParameterizedTest
  @CsvSource({"*.txt,true", "a?,true", "[ab],true", "\\*.txt,false", "a\\?,false", "a],false"})
  void onlyUnescapedWildcardsMakeAPattern(String command, boolean pattern) {
    assertThat(only(command).isPattern()).isEqualTo(pattern);
  }

  @Test
  void aPatternKeepsWhatIsLiteralInIt() {
    assertThat(only("a\\*b*c\\ d\\e").argument()).isEqualTo(new Argument.Pattern("a\\*b*c de"));
    assertThat(only("[a\\-z]*").argument()).isEqualTo(new Argument.Pattern("[a\\-z]*"));
  }

  @Test
  void aWordWithoutWildcardsIsItsBytes() {
    assertThat(only("a\\*\\[b").argument()).isEqualTo(new Argument.Literal("a*[b"));
  }

  @Test
  void inAStreamOfArgumentsABackslashMeansSomethingBesideWildcardsOnly() {
    assertThat(Word.secluded("a\\b").argument()).isEqualTo(new Argument.Literal("a\\b"));
    assertThat(Word.secluded("a\\*").argument()).isEqualTo(new Argument.Literal("a*"));
    assertThat(Word.secluded("a\\*b*").argument()).isEqualTo(new Argument.Pattern("a\\*b*"));
  }

  @Test
  void aCommandIsBounded() {
    assertThat(Word.split("a ".repeat(1000).getBytes(ISO_8859_1))).hasSize(1000);
    assertRefused("a ".repeat(1001));
    assertThat(Word.split("a".repeat(4096).getBytes(ISO_8859_1))).hasSize(1);
    assertRefused("a".repeat(4097));
    assertRefused(" ".repeat(128 * 1024 + 1));
    assertRefused("a\0b");
  }

  private static void assertRefused(String command) {
    assertThatThrownBy(() -> texts(command)).isInstanceOf(RefusedException.class);
  }
}
