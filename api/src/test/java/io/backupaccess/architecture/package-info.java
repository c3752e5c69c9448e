/**
 * Holds {@code docs/architecture.md} and the code to each other. The tests of each module begin
 * with {@link PackageMap}.
 */
@NullMarked
package io.backupaccess.architecture;

import org.jspecify.annotations.NullMarked;
