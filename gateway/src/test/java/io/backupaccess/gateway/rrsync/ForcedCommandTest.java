package io.backupaccess.gateway.rrsync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How the command is found in the environment. */
class ForcedCommandTest {
  private static String command(String environment) {
    return ForcedCommand.in(environment.getBytes(ISO_8859_1))
        .map(bytes -> new String(bytes, ISO_8859_1))
        .orElse("none");
  }

  @Test
  void anyBytesAreTakenAsTheyAre() {
    assertThat(command("A=b\0SSH_ORIGINAL_COMMAND=rsync caf\u00e9 a\nb =\\ \0C=d\0"))
        .isEqualTo("rsync caf\u00e9 a\nb =\\ ");
  }

  @Test
  void lastVariableNeedsNoEnd() {
    assertThat(command("SSH_ORIGINAL_COMMAND=true")).isEqualTo("true");
  }

  @Test
  void noneOrAnEmptyOneIsARequestForAShell() {
    assertThat(command("A=b\0")).isEqualTo("none");
    assertThat(command("")).isEqualTo("none");
    assertThat(command("SSH_ORIGINAL_COMMAND=\0A=b\0")).isEqualTo("none");
  }

  @Test
  void otherVariablesAreNotTakenForIt() {
    assertThat(command("X=SSH_ORIGINAL_COMMAND=a\0XSSH_ORIGINAL_COMMAND=b\0")).isEqualTo("none");
    assertThat(command("SSH_ORIGINAL_COMMANDS=a\0")).isEqualTo("none");
  }
}
