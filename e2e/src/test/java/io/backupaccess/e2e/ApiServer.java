package io.backupaccess.e2e;

/** The API server of the test cluster. */
final class ApiServer {

  private ApiServer() {}

  /** Ends its process; whoever asks it is refused. */
  static void end() {
    Command.must(Scene.script("cluster"), "api-down");
  }

  /** Returns when it answers; nothing where it runs already. */
  static void start() {
    Command.must(Scene.script("cluster"), "api-up");
  }
}
