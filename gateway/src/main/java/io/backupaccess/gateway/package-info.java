@NullMarked
package io.backupaccess.gateway;

import org.jspecify.annotations.NullMarked;
