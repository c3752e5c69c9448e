package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the gateway's records of pulls have been read. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PullRecordsStatus(
    @Size(max = PullRecordsStatus.MOST)
        @JsonPropertyDescription("The journals of the gateway's pods.")
        List<JournalStatus> journals,
    @Size(max = 40)
        @JsonPropertyDescription(
            "When it was last noticed that records may have been lost; absent: never.")
        @Nullable String lostTime) {

  /** The most journals. */
  public static final int MOST = 8;

  /** Turns an absent list, which is how an empty one is kept, into an empty one. */
  public PullRecordsStatus(@Nullable List<JournalStatus> journals, @Nullable String lostTime) {
    this.journals = journals == null ? List.of() : List.copyOf(journals);
    this.lostTime = lostTime;
  }
}
