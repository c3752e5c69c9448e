package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, and what they may read.
 *
 * @param name the entry's name in the resource, for logs and status
 * @param authorizedKeys lines in the format of {@code authorized_keys}; only {@code from}, {@code
 *     expiry-time} and {@code restrict} are known as options, any other refuses its line
 * @param volumes the names of the volumes granted
 * @param root one of {@code volumes}: paths are relative to it, as with {@code rrsync DIR}; null:
 *     the first element of a path names the volume
 * @param from networks in CIDR notation that may use this key; null or empty: any
 * @param expiresAt from this instant on the key is refused; null: never
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyConfig(
    String name,
    List<String> authorizedKeys,
    List<String> volumes,
    @Nullable String root,
    @Nullable List<String> from,
    @Nullable Instant expiresAt) {}
