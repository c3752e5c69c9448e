/**
 * The program {@code gateway}: its command line, its parts put together, and the order in which
 * they begin and end. It is the only package that knows all of them, and nothing uses it. Begin
 * with {@link Startup}, which says what is made of what; {@link Gateway} is what then runs.
 */
@NullMarked
package io.backupaccess.gateway;

import org.jspecify.annotations.NullMarked;
