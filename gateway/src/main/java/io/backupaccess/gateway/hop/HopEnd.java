package io.backupaccess.gateway.hop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.backupaccess.gateway.hop.HopChannel.Frame;
import io.backupaccess.gateway.hop.HopChannel.Kind;
import java.io.IOException;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;

/**
 * How something ended that a reader did.
 *
 * @param status the exit status for the client
 * @param files that a pull sent; 0 for all else
 * @param unreadable entries that it could not read; null: unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HopEnd(int status, long files, @Nullable Long unreadable) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Says this, after which nothing follows. */
  public void send(HopChannel channel) throws IOException {
    channel.send(Kind.END, JSON.writeValueAsBytes(this));
  }

  /** What the other side says. */
  public static HopEnd of(Frame frame) throws IOException {
    HopEnd end = JSON.readValue(frame.copy(), HopEnd.class);
    if (end == null
        || end.status < 0
        || end.status > 255
        || end.files < 0
        || (end.unreadable != null && end.unreadable < 0)) {
      throw new StreamCorruptedException("an end that cannot be");
    }
    return end;
  }
}
