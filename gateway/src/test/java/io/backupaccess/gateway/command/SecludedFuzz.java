package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.command.SecludedArguments.State;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Arguments in the stream are held to the same model, however they arrive. An input is an
 * arrangement, the command up to a line break, and the stream.
 */
public final class SecludedFuzz implements FuzzTarget {
  @Override
  public void test(byte[] input) {
    String text = new String(input, ISO_8859_1);
    int end = text.indexOf('\n');
    if (end < 1) {
      return;
    }
    Arrangement arrangement = Arrangement.of(input[0]);
    CommandPolicy policy = new CommandPolicy(arrangement.limits());
    List<String> arguments = read(text.substring(end + 1));
    try {
      Verdict verdict =
          policy.decide(
              text.substring(1, end).getBytes(ISO_8859_1),
              arrangement.grants(),
              () -> Optional.of(arguments));
      new SafeInvocation(arrangement).check(verdict);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads the stream at once and in pieces, and finds its end in the same place. */
  private static List<String> read(String stream) {
    ByteBuffer whole = ByteBuffer.wrap(stream.getBytes(ISO_8859_1));
    SecludedArguments atOnce = new SecludedArguments();
    State state = atOnce.take(whole);
    int taken = whole.position();
    SecludedArguments inPieces = new SecludedArguments();
    State last = State.INCOMPLETE;
    for (int at = 0; at < stream.length(); at += 7) {
      String piece = stream.substring(at, Math.min(stream.length(), at + 7));
      last = inPieces.take(ByteBuffer.wrap(piece.getBytes(ISO_8859_1)));
    }
    State end = last;
    FuzzAssert.that(state == end, () -> state + " at once, " + end + " in pieces");
    List<String> arguments = atOnce.arguments();
    FuzzAssert.that(arguments.equals(inPieces.arguments()), () -> "other arguments in pieces");
    int doubleNul = ("\0" + stream).indexOf("\0\0");
    if (state == State.COMPLETE) {
      FuzzAssert.that(taken == doubleNul + 1, () -> "ends after " + taken);
      String joined = arguments.isEmpty() ? "" : String.join("\0", arguments) + "\0";
      FuzzAssert.that(joined.equals(stream.substring(0, doubleNul)), () -> "not what was sent");
    } else {
      FuzzAssert.that(doubleNul < 0 || state == State.TOO_LONG, () -> "the end was passed over");
      FuzzAssert.that(
          arguments.size() <= 1001 && arguments.stream().allMatch(each -> each.length() <= 4097),
          () -> "unbounded");
    }
    return arguments;
  }

  @Override
  public Stream<byte[]> seeds() {
    List<String> pulls =
        Vectors.rows("rsync-secluded-args-vectors.tsv").stream()
            .map(row -> row.get(2) + "\n" + row.get(3))
            .toList();
    List<String> all =
        Stream.concat(
                pulls.stream(), pulls.stream().map(pull -> pull.replaceFirst(" --sender", "")))
            .toList();
    return IntStream.range(0, all.size())
        .mapToObj(i -> ((char) (i % Arrangement.COUNT) + all.get(i)).getBytes(ISO_8859_1));
  }
}
