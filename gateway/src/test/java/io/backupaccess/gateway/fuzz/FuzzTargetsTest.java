package io.backupaccess.gateway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets without a fuzzer: what began each of them, and what fuzzers have found since. */
class FuzzTargetsTest {
  private static final Path FINDINGS = Path.of("src/test/resources/fuzz");
  private static final int LARGEST = 128 * 1024;

  static Stream<String> targets() {
    return FuzzTargets.BY_NAME.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void seedsPass(String name) {
    FuzzTarget target = FuzzTargets.BY_NAME.get(name);
    List<byte[]> seeds = target.seeds().toList();
    assertThat(seeds).isNotEmpty();
    seeds.forEach(input -> check(target, input));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void earlierFindingsPass(String name) throws IOException {
    Path folder = FINDINGS.resolve(name);
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        check(FuzzTargets.BY_NAME.get(name), Files.readAllBytes(file));
      }
    }
  }

  /** The timeout is that of a hang: what takes exponential time would outlast any. */
  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theLargestInputsEnd(String name) throws IOException {
    FuzzTarget target = FuzzTargets.BY_NAME.get(name);
    for (byte[] seed : spread(target.seeds().toList(), 10)) {
      for (String repeated :
          List.of("*", "[", "[a-", "\\", "/", "./", "a,", "0", "\"", "\0", " ")) {
        check(target, repeated(seed, repeated.getBytes(ISO_8859_1)));
      }
      check(target, repeated(new byte[0], seed));
    }
  }

  private static List<byte[]> spread(List<byte[]> seeds, int most) {
    int step = Math.max(1, seeds.size() / most);
    return Stream.iterate(0, i -> i < seeds.size(), i -> i + step).map(seeds::get).toList();
  }

  private static byte[] repeated(byte[] start, byte[] part) throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(start);
    while (part.length > 0 && input.size() + part.length <= LARGEST) {
      input.write(part);
    }
    return input.toByteArray();
  }

  private static void check(FuzzTarget target, byte[] input) {
    try {
      target.test(input);
    } catch (RuntimeException | Error e) {
      String shown = new String(input, 0, Math.min(input.length, 500), ISO_8859_1);
      throw new AssertionError("with the input " + shown, e);
    }
  }
}
