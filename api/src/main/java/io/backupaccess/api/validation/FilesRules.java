package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.FilesSpec;
import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.api.v1alpha1.FilesSpec.UserFrom;
import io.backupaccess.api.v1alpha1.Rules;

/** The rules of {@code spec.files}. */
final class FilesRules {

  private static final String PATH = "spec.files";

  private final Violations violations;

  FilesRules(Violations violations) {
    this.violations = violations;
  }

  void check(FilesSpec files) {
    identity(files);
    if (files.userFrom() == UserFrom.PLATFORM
        && (files.runAsUser() != null
            || files.runAsGroup() != null
            || files.privilege() != Privilege.RESTRICTED)) {
      violations.add(PATH, Rules.PLATFORM_USER_MESSAGE);
    }
    var options = files.seLinuxOptions();
    if (options != null) {
      violations.require(
          options.level(),
          PATH + ".seLinuxOptions.level",
          Formats::isSeLinuxLevel,
          Rules.SELINUX_LEVEL_MESSAGE);
    }
  }

  private void identity(FilesSpec files) {
    var user = files.runAsUser();
    violations.range(user, PATH + ".runAsUser", 0, Integer.MAX_VALUE);
    violations.range(files.runAsGroup(), PATH + ".runAsGroup", 0, Integer.MAX_VALUE);
    var groups = files.supplementalGroups();
    violations.size(groups, PATH + ".supplementalGroups", 0, 32);
    for (int i = 0; i < groups.size(); i++) {
      violations.range(
          groups.get(i), PATH + ".supplementalGroups[" + i + "]", 0, Integer.MAX_VALUE);
    }
    if (user != null) {
      if (files.privilege() == Privilege.RESTRICTED && user == 0) {
        violations.add(PATH + ".runAsUser", Rules.RESTRICTED_USER_MESSAGE);
      }
      if (files.privilege() != Privilege.RESTRICTED && user != 0) {
        violations.add(PATH + ".runAsUser", Rules.READ_ALL_USER_MESSAGE);
      }
    }
  }
}
