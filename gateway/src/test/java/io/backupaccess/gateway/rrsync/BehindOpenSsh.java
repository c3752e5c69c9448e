package io.backupaccess.gateway.rrsync;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of {@code gateway rrsync} as it is installed, behind a real OpenSSH server. */
abstract class BehindOpenSsh {
  @TempDir private static Path installation;
  static InstalledProgram program;
  static OpenSsh sshd;

  @TempDir Path folder;
  Path served;

  @BeforeAll
  static void install() throws IOException {
    program = InstalledProgram.in(installation.resolve("program"));
    sshd = new OpenSsh(installation.resolve("ssh"));
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  /** The command that every client gets from now on, whatever it asks for. */
  static void forcing(String arguments) {
    sshd.forcing(program.command(arguments));
  }
}
