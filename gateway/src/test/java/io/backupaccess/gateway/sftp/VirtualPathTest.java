package io.backupaccess.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths as far as they can be understood without looking. */
class VirtualPathTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "., '', ''",
    "/, '', ''",
    "//, '', ''",
    ".., '', ''",
    "/../../.., '', ''",
    "db, db, ''",
    "/db/, db, ''",
    "/../db//, db, ''",
    "/./db/./a//b/, db, ./a//b/",
    "//db//a/../b, db, a/../b",
    "/db/../../etc/passwd, db, ../../etc/passwd",
    "/db/.../..a/b.., db, .../..a/b..",
    "/db/a/.., db, a/..",
    "~, ~, ''",
    "/.../x, ..., x",
    "/..a/x, ..a, x",
    "/db/\\.., db, \\..",
  })
  void whatComesBeforeTheFirstNameIsTheTop(String text, String first, String beneath) {
    VirtualPath path = VirtualPath.parse(text);
    assertThat(path.first()).isEqualTo(first);
    assertThat(path.beneathFirst()).isEqualTo(beneath);
    assertThat(path.isTop()).isEqualTo(first.isEmpty());
  }
}
