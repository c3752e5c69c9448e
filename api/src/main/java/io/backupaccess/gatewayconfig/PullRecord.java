package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one pull by rsync went, as the gateway saw it.
 *
 * @param key the key's name in the configuration
 * @param fingerprint the key, as {@code SHA256:…}
 * @param source the client's address
 * @param volumes those that the pull read from
 * @param wholeVolumes those of which it read everything: the root was named and sent recursively,
 *     not only listed and not as a dry run; filters on the client's side are not seen
 * @param start when the client asked
 * @param seconds how long it took
 * @param bytes sent to the client, as rsync's stream
 * @param files whose contents, or changes of them, were sent; 0 where {@code unreadable} is null
 * @param unreadable files and folders that could not be read; null: not known, because rsync wrote
 *     no log, as with {@code --files-from} where the kernel does not confine it
 * @param exitCode rsync's, or what the client was told in its place
 * @param completed whether rsync came to the end that it and the client agree on with their last
 *     messages; where there was nothing to send, as of a path that does not exist, it ends without
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PullRecord(
    String key,
    String fingerprint,
    String source,
    List<String> volumes,
    List<String> wholeVolumes,
    Instant start,
    double seconds,
    long bytes,
    long files,
    @Nullable Long unreadable,
    int exitCode,
    boolean completed) {}
