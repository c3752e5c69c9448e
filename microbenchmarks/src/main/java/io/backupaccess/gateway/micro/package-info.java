/**
 * What the data path and the parsers cost, case by case; run by {@code bench/micro}. The package
 * uses {@code command}, {@code sftp}, {@code ssh.cipher} and {@code volume} of the gateway, and
 * nothing uses it. Begin with {@link CipherBenchmark}.
 */
@NullMarked
package io.backupaccess.gateway.micro;

import org.jspecify.annotations.NullMarked;
