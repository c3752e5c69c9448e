/**
 * A real Kubernetes API server for tests, started and ended by the test run itself. The operator's
 * tests use it too. Begin with {@link KubeApiServerExtension}.
 */
@NullMarked
package io.backupaccess.kubeapi;

import org.jspecify.annotations.NullMarked;
