package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.SecludedArguments.State;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecludedArgumentsTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  @Test
  void theyEndAtAnEmptyOneAndWhatFollowsStays() {
    SecludedArguments arguments = new SecludedArguments();
    ByteBuffer input = bytes("rsync\0.\0a b*\0\u00ff\0\0\37\0\0\0");
    assertThat(arguments.take(input)).isEqualTo(State.COMPLETE);
    assertThat(arguments.arguments()).containsExactly("rsync", ".", "a b*", "\u00ff");
    assertThat(input.remaining()).isEqualTo(4);
  }

  @Test
  void theyMayArriveByteByByte() {
    SecludedArguments arguments = new SecludedArguments();
    for (char c : "rsync\0.\0x\0".toCharArray()) {
      assertThat(arguments.take(bytes(String.valueOf(c)))).isEqualTo(State.INCOMPLETE);
    }
    assertThat(arguments.take(bytes("\0"))).isEqualTo(State.COMPLETE);
    assertThat(arguments.arguments()).containsExactly("rsync", ".", "x");
  }

  @Test
  void theyAreBounded() {
    assertThat(new SecludedArguments().take(bytes("x".repeat(5000)))).isEqualTo(State.TOO_LONG);
    assertThat(new SecludedArguments().take(bytes("x\0".repeat(1002)))).isEqualTo(State.TOO_LONG);
    String long4000 = "x".repeat(4000) + "\0";
    assertThat(new SecludedArguments().take(bytes(long4000.repeat(40)))).isEqualTo(State.TOO_LONG);
  }

  @Test
  void theyAreDecidedOnWithTheOptionsOfTheCommand() {
    Verdict verdict =
        decide(
            "/usr/bin/rsync --server --sender -slHogDtprcxe.iLsfxC",
            "rsync",
            "--timeout=30",
            "--delete-before",
            ".",
            "db/a b",
            "db/\\x");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Accept.class,
            accept -> {
              assertThat(accept.invocation().options())
                  .containsExactly("--server", "--sender", "-lHogDtprcxe.iLsfxC", "--timeout=30");
              assertThat(accept.invocation().paths())
                  .containsExactly(new Argument.Literal("a b"), new Argument.Literal("\\x"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--daemon",
        "--log-file=/tmp/x",
        "-s",
        "-e",
        "--sender",
        "--server",
        "--iconv=latin1",
        "x"
      })
  void theyAreHeldToTheSamePolicy(String option) {
    assertThat(decide("rsync --server --sender -sr", "rsync", option, ".", "db/"))
        .isInstanceOf(Verdict.Refuse.class);
  }

  @Test
  void onlyRsyncsOwnAreTaken() {
    assertThat(decide("rsync --server --sender -sr", ".", "db/"))
        .isInstanceOf(Verdict.Refuse.class);
    assertThat(decide("rsync --server --sender -sr")).isInstanceOf(Verdict.Refuse.class);
    assertThat(decide("rsync --server --sender -sr . db/", "rsync", ".", "db/"))
        .isInstanceOf(Verdict.Refuse.class);
  }

  private static Verdict decide(String command, String... arguments) {
    String stream = String.join("\0", arguments) + "\0\0";
    return Volumes.decide(Volumes.CONFINED, command, Volumes.DB_AND_MEDIA, stream);
  }
}
