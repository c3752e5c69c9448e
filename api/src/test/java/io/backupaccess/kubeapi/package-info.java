/** A real Kubernetes API server for tests, started and ended by the test run itself. */
@NullMarked
package io.backupaccess.kubeapi;

import org.jspecify.annotations.NullMarked;
