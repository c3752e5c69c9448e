package io.backupaccess.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths by their names alone. */
class VirtualPathTest {

  @ParameterizedTest
  @CsvSource({
    "'', /",
    "., /",
    "/, /",
    "//, /",
    ".., /",
    "/../../.., /",
    "db, /db",
    "/db/, /db",
    "/db/./a//b/, /db/a/b",
    "/db/a/../b, /db/b",
    "/db/../../etc/passwd, /etc/passwd",
    "/db/.../..a/b.., /db/.../..a/b..",
    "/db/a/.., /db",
    "~, /~",
    "/db/\\.., /db/\\..",
  })
  void aPathIsAbsoluteAndCanonical(String text, String canonical) {
    assertThat(VirtualPath.parse(text).text()).isEqualTo(canonical);
  }
}
