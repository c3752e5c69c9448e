package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The hop: the connections between a gateway and its readers, which are pods that have volumes
 * which the gateway's own pod does not have. Both sides prove that they hold the key that the other
 * side expects.
 *
 * @param resource stands for the resource that both are of; each side refuses one of another
 * @param privateKeyFile file with this side's own private key, see {@link
 *     io.backupaccess.noise.StaticKeys}
 * @param listen address and port where a reader takes connections of its gateway; null: this is a
 *     gateway
 * @param gatewayPublicKey the only key that a reader takes connections of; null: this is a gateway
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HopConfig(
    String resource,
    String privateKeyFile,
    @Nullable String listen,
    @Nullable String gatewayPublicKey) {}
