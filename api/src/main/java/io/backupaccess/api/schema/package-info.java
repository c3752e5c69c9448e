/**
 * The fields and values that this version of the program knows, found from its own types. The
 * operator refuses by it what a newer version stored. The package uses none of ours. Begin with
 * {@link UnknownFields}.
 */
@NullMarked
package io.backupaccess.api.schema;

import org.jspecify.annotations.NullMarked;
