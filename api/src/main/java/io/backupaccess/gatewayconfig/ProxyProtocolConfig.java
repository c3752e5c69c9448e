package io.backupaccess.gatewayconfig;

import java.util.List;

/**
 * Who passes clients on with the PROXY protocol, version 1 or 2. Their connections must begin with
 * its header, which names the client; those of all others are refused.
 *
 * @param trustedPeers networks in CIDR notation, at least one
 */
public record ProxyProtocolConfig(List<String> trustedPeers) {}
