package io.backupaccess.architecture;

import java.util.List;
import java.util.Optional;

/**
 * What a package may touch that is not ours, where the map tells of it.
 *
 * @param named as the document calls it
 * @param types full names of classes, or beginnings of such names that end with a dot
 */
record Outside(String named, List<String> types) {
  /** The first that has a class counts. */
  private static final List<Outside> ALL =
      List.of(
          of(
              "files",
              "java.io.File",
              "java.io.FileInputStream",
              "java.io.FileOutputStream",
              "java.io.RandomAccessFile",
              "java.nio.channels.FileChannel",
              "java.nio.file.Files"),
          of(
              "sockets",
              "com.sun.net.httpserver.",
              "java.net.ServerSocket",
              "java.net.Socket",
              "java.nio.channels.ServerSocketChannel",
              "java.nio.channels.SocketChannel"),
          of("processes", "java.lang.Process", "java.lang.ProcessBuilder"),
          of("Jackson", "com.fasterxml.jackson."),
          of("Micrometer", "io.micrometer.", "io.prometheus.metrics."),
          of("picocli", "picocli."),
          of("Logback", "ch.qos.logback."),
          of("MINA SSHD", "org.apache.sshd."),
          of("BouncyCastle", "org.bouncycastle."),
          of(
              "API server",
              "io.fabric8.kubernetes.client.KubernetesClient",
              "io.fabric8.kubernetes.client.Client",
              "io.fabric8.kubernetes.client.dsl."),
          of("Kubernetes types", "io.fabric8."),
          of("operator SDK", "io.javaoperatorsdk."));

  private static Outside of(String named, String... types) {
    return new Outside(named, List.of(types));
  }

  /** What this class belongs to; empty: every package may use it. */
  static Optional<Outside> ofClass(String type) {
    return ALL.stream().filter(each -> each.has(type)).findFirst();
  }

  private boolean has(String type) {
    return types.stream()
        .anyMatch(each -> each.endsWith(".") ? type.startsWith(each) : type.equals(each));
  }
}
