package io.backupaccess.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftTest {

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": 1}                   | {"a": 1, "b": 2}                  | true
          {"a": 1}                   | {"a": 2}                          | false
          {"a": 1}                   | {}                                | false
          {"a": {"b": "c"}}          | {"a": {"b": "c", "d": "e"}}       | true
          {"a": {}}                  | {}                                | true
          {"a": [1]}                 | {"a": [1]}                        | true
          {"a": [1]}                 | {"a": [1, 2]}                     | false
          {"a": [{"n": "x"}]}        | {"a": [{"n": "x", "p": "TCP"}]}   | true
          {"cpu": "0.5"}             | {"cpu": "500m"}                   | true
          {"memory": "1Gi"}          | {"memory": "2Gi"}                 | false
          {"readOnly": true}         | {"readOnly": false}               | false
          """)
  void aLiveObjectMaySayMoreAndNotOtherwise(String desired, String live, boolean none)
      throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    assertThat(Drift.none(json.readTree(desired), json.readTree(live))).isEqualTo(none);
  }
}
