package io.backupaccess.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the arguments that a client with {@code --secluded-args} sends at the start of its stream:
 * each ends with a NUL byte, and an empty one ends them all.
 */
public final class SecludedArguments {
  private final List<String> arguments = new ArrayList<>();
  private final ByteArrayOutputStream argument = new ByteArrayOutputStream();
  private int taken;
  private State state = State.INCOMPLETE;

  /** How far the reading is. */
  public enum State {
    /** More bytes are needed. */
    INCOMPLETE,
    /** The arguments have been read; what is left of the input belongs to rsync. */
    COMPLETE,
    /** What arrived is longer than any client's arguments are. */
    TOO_LONG
  }

  /** Takes bytes from the input, up to the end of the arguments and no further. */
  public State take(ByteBuffer input) {
    while (state == State.INCOMPLETE && input.hasRemaining()) {
      byte next = input.get();
      if (++taken > Word.LONGEST_COMMAND
          || argument.size() > Word.LONGEST_WORD
          || arguments.size() > Word.MOST_WORDS) {
        state = State.TOO_LONG;
      } else if (next != 0) {
        argument.write(next);
      } else if (argument.size() == 0) {
        state = State.COMPLETE;
      } else {
        arguments.add(argument.toString(StandardCharsets.ISO_8859_1));
        argument.reset();
      }
    }
    return state;
  }

  /** What has been read so far, one Latin-1 character a byte. */
  public List<String> arguments() {
    return List.copyOf(arguments);
  }
}
