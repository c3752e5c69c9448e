/** The fields that this version of the program knows, found from its types. */
@NullMarked
package io.backupaccess.api.schema;

import org.jspecify.annotations.NullMarked;
