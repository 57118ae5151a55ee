# Thin names for the commands people type. Everything runs on Linux with Maven, Go and a JDK 25 (found by itself).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

JDK := $(shell build/find-jdk 2>/dev/null)
ifneq ($(JDK),)
export JAVA_HOME := $(JDK)
endif
MVN := mvn -B -ntp -q
LOCAL_KUBECONFIG := $(CURDIR)/e2e/.local/kubeconfig
NODES ?= 1
SEEDS ?= 100000
ROUNDS ?= 3
RUNS ?= 0
ARGS ?=

.PHONY: help jdk dist images demo demo-down cluster-up cluster-down unit test e2e e2e-store e2e-operator e2e-many bench bench-catchup bench-backup bench-raft simulate robustness fmt

help: ## what can be typed here
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

jdk:
	@build/find-jdk >/dev/null
	@command -v mvn >/dev/null || { echo "Maven is missing: install it (Debian: apt-get install maven)." >&2; exit 1; }

dist: jdk ## a runnable store node at store-node/dist/target/etcetera/bin/etcd
	@$(MVN) -Dfast -DskipTests -pl store-node/dist -am package

images: jdk ## the images of store node and operator as tar archives, without a container engine
	@$(MVN) -Dfast -DskipTests -Pimages -pl store-node/dist,operator/controller -am package
	@ls -l store-node/dist/target/store-image.tar operator/controller/target/operator-image.tar | awk '{printf "%s  %.1f MB\n", $$NF, $$5/1e6}'

demo: images ## a real Kubernetes, the operator, one EtcdCluster, and its story
	@e2e/demo.sh up

demo-down: ## take away what `make demo` brought
	@e2e/demo.sh down

cluster-up: ## the local Kubernetes alone (NODES=1), kubeconfig at e2e/.local/kubeconfig
	@NODES=$(NODES) e2e/kubernetes/up.sh

cluster-down: ## stop the local Kubernetes and leave nothing behind
	@e2e/kubernetes/down.sh

unit: jdk ## compile with every check, unit and simulation tests
	@mvn -B -ntp verify

test: jdk ## unit, simulation and end-to-end tests, without the long ones
	@e2e/test.sh all

e2e: jdk ## every end-to-end test (store and operator), the long ones too
	@e2e/test.sh e2e

e2e-store: jdk ## only the store's, against etcdctl, jetcd and Go's client
	@e2e/test.sh store

e2e-operator: jdk ## only the operator's, on the local Kubernetes with three nodes
	@e2e/test.sh operator

e2e-many: jdk ## only 200 clusters on one API server, which has its bad minute (WITHOUT=long: 20)
	@e2e/test.sh many

bench: dist ## etcd's benchmark against Go etcd and us, side by side in one run
	@e2e/bench/run.sh

robustness: dist ## clusters under traffic and faults, judged: RUNS=100, or every fault once (see e2e/robustness)
	@e2e/robustness/run.sh -runs $(RUNS) $(ARGS)

bench-catchup: dist ## throughput while a follower that missed 200,000 puts catches up (PUTS CLIENTS RATE NICE OWN_CPU ROUNDS)
	@e2e/bench/catchup.sh

bench-backup: dist ## a full backup and its restore beside Go etcd's (KEYS ROUNDS RATE)
	@e2e/bench/backup.sh

bench-raft: jdk ## what a step of Raft itself costs, by JMH
	@e2e/bench/raft.sh

simulate: jdk ## Raft simulation over SEEDS seeds, or one again: SEED=17
	@$(MVN) -Dfast -pl store-node/raft -am test -Dtest=RaftSimulationTest -Dseeds=$(SEEDS) $(if $(SEED),-Dseed=$(SEED)) -Dsurefire.failIfNoSpecifiedTests=false

fmt: jdk ## format every Java file
	@$(MVN) spotless:apply
