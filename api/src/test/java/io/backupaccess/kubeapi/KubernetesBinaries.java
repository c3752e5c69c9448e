package io.backupaccess.kubeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that {@code dev/kubernetes/build-binaries} fills, once a machine. */
public record KubernetesBinaries(Path folder) {

  /** Finds the programs, and builds those that are missing: minutes the first time. */
  public static KubernetesBinaries findOrBuild() {
    try {
      var script = Repository.path("dev/kubernetes/build-binaries").toString();
      var build =
          new ProcessBuilder(script, "etcd", "kube-apiserver", "kube-controller-manager", "kubectl")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var folder = new String(build.getInputStream().readAllBytes(), UTF_8).strip();
      if (build.waitFor() != 0 || !Files.isDirectory(Path.of(folder))) {
        throw new IllegalStateException(
            script + " could not build the test Kubernetes; it says why above");
      }
      return new KubernetesBinaries(Path.of(folder));
    } catch (IOException e) {
      throw new IllegalStateException("cannot run dev/kubernetes/build-binaries", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building the test Kubernetes", e);
    }
  }

  /** The path of one program. */
  public Path program(String name) {
    return folder.resolve(name);
  }
}
