/**
 * The fields and values that this version of the program knows, found from its own types. With it
 * the operator refuses fields that a newer version stored. The package uses no other package of
 * ours. Begin with {@link UnknownFields}.
 */
@NullMarked
package io.backupaccess.api.schema;

import org.jspecify.annotations.NullMarked;
