/** What the data path and the parsers cost, case by case; run by {@code bench/micro}. */
@NullMarked
package io.backupaccess.gateway.micro;

import org.jspecify.annotations.NullMarked;
