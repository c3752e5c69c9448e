package io.backupaccess.api.v1alpha1;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The custom resource definition as the Java types say it. */
final class GeneratedCrd {

  private GeneratedCrd() {}

  /** Generates it, and returns its YAML. */
  static String yaml(Path scratch) throws IOException {
    new CRDGenerator()
        .customResourceClasses(BackupAccess.class)
        .forCRDVersions("v1")
        .withPostProcessor(new RefinedCrd())
        .inOutputDir(scratch.toFile())
        .generate();
    return Files.readString(scratch.resolve("backupaccesses.backupaccess.io-v1.yml"));
  }
}
