/**
 * The program {@code gateway}: its command line, its parts put together, and the order in which
 * they begin and end. It may use every package of the gateway, and none of them uses it. Begin with
 * {@link Startup}, which puts the parts together; {@link Gateway} runs them.
 */
@NullMarked
package io.backupaccess.gateway;

import org.jspecify.annotations.NullMarked;
