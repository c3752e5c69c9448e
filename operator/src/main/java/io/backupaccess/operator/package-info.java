@NullMarked
package io.backupaccess.operator;

import org.jspecify.annotations.NullMarked;
