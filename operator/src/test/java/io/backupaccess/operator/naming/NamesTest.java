package io.backupaccess.operator.naming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void anOrdinaryNameIsKept() {
    assertThat(Names.derive("shop", "-gateway")).isEqualTo("shop-gateway");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1st",
        "a.b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "a.very.long.name.with.dots.that.a.resource.may.have.and.a.service.may.not.have.at.all",
        "------------------------------------------------------------------x"
      })
  void everyOtherNameBecomesALabelThatFits(String name) {
    assertThat(Names.derive(name, "-gateway-status"))
        .matches("[a-z]([-a-z0-9]*[a-z0-9])?")
        .endsWith("-gateway-status")
        .hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void namesThatDifferOnlyWhereTheyAreCutStayApart() {
    String common = "a".repeat(60);
    assertThat(Names.derive(common + "-1", "-gateway"))
        .isNotEqualTo(Names.derive(common + "-2", "-gateway"));
  }
}
