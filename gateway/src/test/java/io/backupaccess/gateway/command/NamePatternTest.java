package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [[:upper:]]*     | DB    | true
          [[:upper:]]*     | db    | false
          [[:lower:]]*     | DB    | false
          [[:alpha:]]B     | DB    | true
          [[:alnum:]]B     | DB    | true
          [[:xdigit:]]1    | F1    | true
          [[:xdigit:]]1    | G1    | false
          a[[:punct:]]b    | a_b   | true
          a[[:punct:]]b    | aXb   | false
          [A-C]*           | Bb    | true
          *.d?             | x.db  | true
          """)
  void aPatternMatchesNamesAsAPosixGlobDoes(String pattern, String name, boolean matches) {
    assertThat(NamePattern.matches(new Word(pattern), name)).isEqualTo(matches);
  }
}
