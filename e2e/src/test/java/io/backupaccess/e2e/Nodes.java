package io.backupaccess.e2e;

/** The two nodes of the test cluster. */
final class Nodes {

  static final String FIRST = "ba-node1";
  static final String SECOND = "ba-node2";

  private Nodes() {}

  /** As by a loss of power: nobody is told. */
  static void loseSecond() {
    Command.must(Scene.script("cluster"), "node-down", "2");
  }

  /** Returns when it is ready; nothing where it runs already. */
  static void startSecond() {
    Command.must(Scene.script("cluster"), "node", "2");
  }
}
