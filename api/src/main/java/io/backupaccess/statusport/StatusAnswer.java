package io.backupaccess.statusport;

/**
 * What a gateway answers at its status port.
 *
 * @param code as in HTTP: 200, 400, 404 or 500
 * @param body JSON of a 200 that tells something, else a few words
 */
public record StatusAnswer(int code, String body) {
  private static final int OK = 200;

  /** Whether it is what was asked for. */
  public boolean ok() {
    return code == OK;
  }
}
