# The only entry points anyone must remember; `make` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: help build check test fuzz e2e demo bench image crds docs format clean

# Found when a target needs it, so that `make help` works on a machine without one.
maven = JAVA_HOME=$$(dev/find-jdk) && export JAVA_HOME && mvn --batch-mode --no-transfer-progress -Dstyle.color=never

help:
	@echo 'make build    the operator and the gateway, runnable: {operator,gateway}/target/*/bin'
	@echo 'make check    formatters and linters for everything, in seconds; `make format` mends what they can'
	@echo 'make test     all tests but those of the real node; fetches and builds what they need first'
	@echo 'make fuzz     fuzzers on all that reads what strangers send, FUZZ_SECONDS=60 for each target'
	@echo 'make e2e      the tests on two real Kubernetes nodes (root)'
	@echo 'make demo     one pull, end to end, on a real node (root); KEEP=1 leaves it running'
	@echo 'make bench    measures against what it replaces, side by side, and its parts alone (docs/benchmarks.md)'
	@echo 'make image    the container images, into target/images'
	@echo 'make crds     writes the generated CRD to crds/ and the chart'
	@echo 'make docs     writes the pages of docs/ that are made from the code'
	@echo 'make format   formats the sources'
	@echo 'make clean    removes what the build made'

build:
	@dev/packages build
	$(maven) --quiet package -DskipTests

check:
	@dev/packages check
	@dev/check
	@$(maven) --quiet spotless:check

test:
	@dev/packages test
	@dev/kubernetes/build-binaries etcd kube-apiserver kube-controller-manager kubectl helm
	@dev/ssh-audit --help >/dev/null
	@rm -rf */target/surefire-reports
	@status=0; ($(maven) --threads 2 --fail-at-end verify) || status=$$?; dev/test-summary api gateway operator; exit $$status

fuzz:
	@dev/packages build
	@dev/fuzz

e2e:
	@dev/e2e

demo:
	@dev/demo

# BENCH='--only file --rounds 3' for a part of it, or more rounds.
bench: build
	@dev/packages bench
	@bench/run $(BENCH)

image: build
	@dev/packages cluster
	dev/image

crds:
	@dev/packages build
	$(maven) --quiet test --projects api -Dtest=CommittedCrdTest -DupdateCrds=true -Dsurefire.failIfNoSpecifiedTests=false

docs:
	@dev/packages build
	$(maven) --quiet test --projects gateway,operator --also-make -Dtest='Committed*ManualTest' -DupdateDocs=true -Dsurefire.failIfNoSpecifiedTests=false

format:
	@dev/packages build
	$(maven) --quiet spotless:apply
	@dev/packages check
	@dev/check --format

clean:
	rm -rf target */target
