package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a gateway, see {@link HopConfig}.
 *
 * @param name by which volumes refer to it
 * @param address address and port of its hop, such as {@code 10.0.0.7:2224} or {@code
 *     [fd00::7]:2224}; null: there is no such pod now, and its volumes are not available
 * @param publicKey its own, see {@link io.backupaccess.noise.StaticKeys}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReaderConfig(String name, @Nullable String address, String publicKey) {}
