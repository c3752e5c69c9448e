package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {

  @Test
  void aNameIsAllowedByItselfOrByItsBeginning() {
    NamePatterns patterns = NamePatterns.of("example.org/a, metallb.io/*,");
    assertThat(patterns.refused(List.of("example.org/a", "metallb.io/address-pool"))).isEmpty();
    assertThat(patterns.refused(List.of("example.org/ab", "example.org/", "xmetallb.io/a")))
        .containsExactly("example.org/", "example.org/ab", "xmetallb.io/a");
    assertThat(NamePatterns.of("*").allow("anything/at-all")).isTrue();
    assertThat(NamePatterns.of("").allow("")).isFalse();
  }

  @Test
  void byDefaultNeitherInjectorsNorMeshesNorNamesCanBeAskedFor() {
    Allowance byDefault = Allowance.of(Map.of());
    assertThat(
            List.of(
                "sidecar.istio.io/userVolume",
                "vault.hashicorp.com/agent-inject",
                "linkerd.io/inject",
                "k8s.v1.cni.cncf.io/networks",
                "container.apparmor.security.beta.kubernetes.io/gateway"))
        .noneMatch(byDefault.podAnnotations()::allow);
    assertThat(byDefault.podLabels().allow("app")).isFalse();
    assertThat(byDefault.priorityClasses().allow("system-node-critical")).isFalse();
    assertThat(byDefault.serviceAccounts().allow("builder")).isFalse();
    assertThat(
            List.of(
                "external-dns.alpha.kubernetes.io/hostname",
                "getambassador.io/config",
                "service.cilium.io/global"))
        .noneMatch(byDefault.serviceAnnotations()::allow);
  }

  @Test
  void whatIsEmptyAllowsNothingAndWhatIsAbsentIsAsByDefault() {
    Allowance set =
        Allowance.of(Map.of("ALLOWED_PRIVILEGES", "Restricted", "ALLOWED_POD_ANNOTATIONS", ""));
    assertThat(set.privileges()).containsExactly(Privilege.RESTRICTED);
    assertThat(set.podAnnotations().patterns()).isEmpty();
    assertThat(set.serviceTypes()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOWED_POD_ANNOTATIONS, a b",
    "ALLOWED_POD_LABELS, '*a'",
    "ALLOWED_POD_LABELS, 'a*b'",
    "ALLOWED_PRIVILEGES, Root",
    "ALLOWED_SERVICE_TYPES, ExternalName"
  })
  void aSettingThatMeansNothingIsNamed(String variable, String value) {
    assertThatThrownBy(() -> Allowance.of(Map.of(variable, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable + " must be ");
  }
}
