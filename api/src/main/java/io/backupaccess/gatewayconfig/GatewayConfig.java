package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration: one JSON document, written by the operator into a ConfigMap, or by
 * hand for {@code gateway serve --config FILE}.
 *
 * <p>The gateway reads {@code keys}, {@code volumes} and {@code exemptPeers} again whenever the
 * file changes, entry by entry: an entry that does not parse disables only itself, and what no
 * longer appears is refused at once. {@code server} is read once, at start. The digest of a
 * configuration is the lower-case hexadecimal SHA-256 of the file's bytes.
 *
 * @param server what is needed at start
 * @param keys who may connect
 * @param volumes what is served
 * @param exemptPeers networks in CIDR notation whose addresses never earn penalties, such as those
 *     of the cluster's nodes, which come and go; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayConfig(
    ServerConfig server,
    List<KeyConfig> keys,
    List<VolumeConfig> volumes,
    @Nullable List<String> exemptPeers) {}
