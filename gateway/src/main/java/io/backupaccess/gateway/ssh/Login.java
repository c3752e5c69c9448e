package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.config.Fingerprint;
import java.net.InetAddress;

/**
 * Who a session belongs to.
 *
 * @param keyName the key's name in the configuration
 * @param fingerprint the key
 * @param source where the client connects from
 */
public record Login(String keyName, Fingerprint fingerprint, InetAddress source) {}
