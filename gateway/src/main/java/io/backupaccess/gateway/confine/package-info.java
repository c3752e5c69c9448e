/**
 * The confinement of child processes. The gateway tells the native launcher ({@code
 * gateway/launcher}) what a child may do; the launcher confines itself with the kernel's means and
 * then becomes the child. A self-test proves it before the gateway is ready. No thread of this JVM
 * is ever confined: threads inherit Landlock and seccomp from the thread that starts them, so that
 * one confined thread would spread its confinement through every pool.
 *
 * <p>The package uses {@code command}, {@code volume} and {@code gatewayconfig}. Begin with {@link
 * ChildSpec}, and with {@link Launcher} for the command line that it becomes.
 */
@NullMarked
package io.backupaccess.gateway.confine;

import org.jspecify.annotations.NullMarked;
