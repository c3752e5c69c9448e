package io.backupaccess.operator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.gatewayconfig.PullPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a gateway's answer about pulls is believed. */
class PullCheckTest {

  private static final String GOOD =
      """
      {"journal":"00000000000000000000000000000000","acknowledged":3,"lost":0,"running":1,"records":[
       {"sequence":4,"pull":{"key":"host","fingerprint":"SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "source":"203.0.113.7","volumes":["db"],"wholeVolumes":["db"],"start":"2026-11-26T18:00:00Z",
        "seconds":1.5,"bytes":7,"files":2,"unreadable":0,"exitCode":23,"completed":true}}]}
      """;

  private static PullPage page(String json) throws JsonProcessingException {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .build()
        .readValue(json, PullPage.class);
  }

  @Test
  void recordsAsGatewaysWriteThemAre() throws JsonProcessingException {
    assertThat(PullCheck.plausible(page(GOOD))).isTrue();
    assertThat(PullCheck.plausible(page(GOOD.replace("\"unreadable\":0,", "")))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"journal\":\"0000 | \"journal\":\"&upTo=9",
        "\"acknowledged\":3 | \"acknowledged\":-1",
        "\"acknowledged\":3 | \"acknowledged\":4",
        "\"lost\":0 | \"lost\":-1",
        "\"running\":1 | \"running\":-1",
        "\"key\":\"host\" | \"key\":\"a b\"",
        "\"key\":\"host\" | \"key\":null",
        "SHA256:a | MD5:a",
        "\"volumes\":[\"db\"] | \"volumes\":[null]",
        "\"volumes\":[\"db\"] | \"volumes\":null",
        "2026-11-26 | +100000-11-26",
        "\"start\":\"2026-11-26T18:00:00Z\" | \"start\":null",
        "\"seconds\":1.5 | \"seconds\":-1",
        "\"seconds\":1.5 | \"seconds\":\"NaN\"",
        "\"bytes\":7 | \"bytes\":-7",
        "\"files\":2 | \"files\":-2",
        "\"unreadable\":0 | \"unreadable\":-1",
        "\"exitCode\":23 | \"exitCode\":256"
      })
  void otherValuesAreNot(String good, String bad) throws JsonProcessingException {
    assertThat(GOOD).contains(good);
    assertThat(PullCheck.plausible(page(GOOD.replace(good, bad)))).isFalse();
  }
}
