package io.backupaccess.operator.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How a client reads what the API server answers. */
public final class ApiJson {

  // The API server has limits of its own; one object must not keep all others from being read. A
  // name of any length is made with a variable of a pod's container: managedFields have it as a
  // name.
  private static final StreamReadConstraints ANYTHING =
      StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE).build();

  private ApiJson() {}

  /** Reads every object that the API server can hold, those of a newer version too. */
  public static ObjectMapper mapper() {
    return new ObjectMapper(JsonFactory.builder().streamReadConstraints(ANYTHING).build())
        .registerModule(new KnownPartsOnly());
  }
}
