# Trelay. `make demo` and `make test` need a Swift 6.3 toolchain and install the C libraries they miss.
.DEFAULT_GOAL := help
SHELL := /usr/bin/env bash
SWIFT ?= swift
PREFIX ?= /usr/local
RELEASE := .build/release/trelay

.PHONY: help soak-gateway setup build release demo test test-kafka test-security test-sanitizers bench bench-gateway install lint soak clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup: ## install the C libraries that are missing (Debian and Ubuntu), or say what to install
	@scripts/setup

build: setup ## debug build
	$(SWIFT) build

release: setup ## release binary with the Swift runtime linked in
	$(SWIFT) build -c release --static-swift-stdlib --product trelay

demo: release ## the whole story on an embedded broker, or on TRELAY_BOOTSTRAP
	@$(RELEASE) demo

test: setup ## unit, conformance and process tests on the simulated and the embedded log
	@scripts/test

test-kafka: setup ## the same log conformance suite and the story on the Kafka at KAFKA_BOOTSTRAP
	@scripts/test-kafka

test-security: release ## client certificates, SASL and ACLs on the secure Kafka that KAFKA_LOCAL_DIR describes
	@scripts/test-security

test-sanitizers: setup ## unit tests under the address and the thread sanitizer
	@scripts/test-sanitizers

soak: release ## 10,000 changes through a fleet; memory and threads must stay where they were
	@scripts/soak

soak-gateway: release ## a million requests through two gateways while their configuration changes and one is killed
	@scripts/soak-gateway

bench: setup ## latency, throughput and formats, each beside a twin in the same run
	$(SWIFT) build -c release --product trelay-bench
	@.build/release/trelay-bench

bench-gateway: release ## the gateway beside nginx, and the LiteLLM proxy that TRELAY_LITELLM names; needs wrk and nginx
	@scripts/bench-gateway

lint: ## formatting, as CI checks it
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Examples Benchmarks

install: release ## into PREFIX (default /usr/local), with man page and completions
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/trelay
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/trelay/story Examples/story/*.yaml
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(RELEASE) manual > $(DESTDIR)$(PREFIX)/share/man/man1/trelay.1
	$(RELEASE) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/trelay
	$(RELEASE) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_trelay
	$(RELEASE) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/trelay.fish

clean: ## forget all builds
	rm -rf .build .build-*
