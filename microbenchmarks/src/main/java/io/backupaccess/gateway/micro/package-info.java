/**
 * The cost of the data path and of the parsers, case by case; {@code bench/micro} runs it. The
 * package uses {@code command}, {@code sftp}, {@code ssh.cipher} and {@code volume} of the gateway,
 * and no other package uses it. Begin with {@link CipherBenchmark}.
 */
@NullMarked
package io.backupaccess.gateway.micro;

import org.jspecify.annotations.NullMarked;
