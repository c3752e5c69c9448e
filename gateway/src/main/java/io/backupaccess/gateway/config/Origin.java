package io.backupaccess.gateway.config;

import java.net.InetAddress;

/**
 * Where a client connects from.
 *
 * @param address as the connection, or its PROXY header, has it
 * @param hidden whether that is somebody else's, who may have many clients
 */
public record Origin(InetAddress address, boolean hidden) {}
