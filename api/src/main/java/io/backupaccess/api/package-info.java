@NullMarked
package io.backupaccess.api;

import org.jspecify.annotations.NullMarked;
