package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration: one JSON document, written by the operator into a ConfigMap, or by
 * hand for {@code gateway serve --config FILE}.
 *
 * <p>{@code server} is read once, at start. The gateway reads the rest again whenever the file
 * changes, entry by entry: an entry that does not parse disables only itself, and what no longer
 * appears is refused at once. The digest of a configuration is the lower-case hexadecimal SHA-256
 * of the file's bytes.
 *
 * <p>A gateway and the operator may be of different versions for a while. An entry that has a field
 * or a value which a gateway does not know is refused by it, alone. So what narrows an entry is
 * written at the entry: a field beside {@code keys} and {@code volumes} that came after version 1
 * never narrows what they grant, and a gateway that does not know it does without, and says so. A
 * gateway does not start with a {@code server} that has something unknown.
 *
 * @param server what is needed at start
 * @param keys who may connect
 * @param volumes what is served
 * @param exemptPeers networks in CIDR notation whose addresses never earn penalties; null: none
 * @param natPeers networks in CIDR notation of those who put their own addresses in place of
 *     clients' (source NAT): they never earn penalties, and no key with source networks is accepted
 *     from them; null: none
 * @param natPeersFile absolute path of a file with a JSON array of more of these, such as the
 *     cluster's nodes, which come and go without making this another configuration; null: none
 * @param clientRoute stands for all that says on which way clients come here; with another one,
 *     what was seen of their addresses is forgotten
 * @param readers those that have the volumes which this pod has not; null: none
 * @param version of the document, {@link #VERSION} at most of what the gateway reads; null: 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayConfig(
    ServerConfig server,
    List<KeyConfig> keys,
    List<VolumeConfig> volumes,
    @Nullable List<String> exemptPeers,
    @Nullable List<String> natPeers,
    @Nullable String natPeersFile,
    @Nullable String clientRoute,
    @Nullable List<ReaderConfig> readers,
    @Nullable Integer version) {

  /** The version of the document that these types are. */
  public static final int VERSION = 1;
}
