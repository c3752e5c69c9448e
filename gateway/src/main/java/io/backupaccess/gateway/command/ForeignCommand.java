package io.backupaccess.gateway.command;

import java.util.List;

/** What is said to commands that are not rsync as its client starts it. */
final class ForeignCommand {
  private ForeignCommand() {}

  static RefusedException refusal(List<Word> words) {
    String program = words.isEmpty() ? "" : words.getFirst().text();
    return new RefusedException(Refusal.NOT_RSYNC, message(baseName(program), program));
  }

  private static String message(String name, String program) {
    return switch (name) {
      case "" -> "only rsync is served here: there is no shell.";
      case "sudo", "doas", "su" ->
          "rsync cannot be run through "
              + name
              + " here: leave out --rsync-path, the server's"
              + " configuration decides what is readable.";
      case "nice", "ionice", "nohup", "env", "timeout", "time", "cd", "exec", "sh", "bash" ->
          "rsync cannot be run through " + name + " here: leave out --rsync-path.";
      case "scp" ->
          "the old scp protocol is not served here: use rsync, or scp without -O where SFTP is"
              + " served.";
      case "sftp-server", "internal-sftp" ->
          name + " is not served as a command: let the client ask for the sftp subsystem.";
      case "rdiff-backup", "borg", "restic", "rclone", "unison", "zfs", "btrfs", "tar", "cat" ->
          name + " is not served here: only rsync is.";
      default -> "only rsync is served here, not " + QuotedText.quote(program) + ".";
    };
  }

  static String baseName(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }
}
