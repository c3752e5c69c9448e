package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whatever the command is, what runs is in the model of {@link SafeInvocation}. */
public final class CommandFuzz implements FuzzTarget {
  @Override
  public void test(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Arrangement arrangement = Arrangement.of(input[0]);
    String command = new String(input, 1, input.length - 1, ISO_8859_1);
    CommandPolicy policy = new CommandPolicy(arrangement.limits());
    Verdict verdict = Volumes.decide(policy, command, arrangement.grants(), "");
    new SafeInvocation(arrangement).check(verdict);
  }

  @Override
  public Stream<byte[]> seeds() {
    List<String> pulls = Vectors.commands();
    List<String> pushes =
        pulls.stream()
            .filter(pull -> pull.contains("--sender"))
            .map(pull -> pull.replace(" --sender", ""))
            .toList();
    List<String> own =
        Stream.of("--delete", "--link-dest=../x", "--link-dest=/path/x", "--backup-dir=/b/x", "-b")
            .flatMap(
                option ->
                    Stream.of("path/", "a/b", ".", "/a/path/x")
                        .map(
                            path -> "rsync --server -re.iLsfxCIvu %s . %s".formatted(option, path)))
            .toList();
    List<String> all = Stream.of(pulls, pushes, own, own, own).flatMap(List::stream).toList();
    return IntStream.range(0, all.size())
        .mapToObj(i -> ((char) (i % Arrangement.COUNT) + all.get(i)).getBytes(ISO_8859_1));
  }
}
