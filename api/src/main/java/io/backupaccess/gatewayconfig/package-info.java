@NullMarked
package io.backupaccess.gatewayconfig;

import org.jspecify.annotations.NullMarked;
