# The two to begin with: `make demo` and `make test`.
.PHONY: demo test lint format bench fuzz integration-test docs adopt bootstrap

# One set of flags for the program and its tests, so that neither rebuilds the other.
BUILD := swift build -c release
TEST := swift test -c release --disable-xctest --disable-testable-imports

# Runs the whole path, Kafka to GOLD, on an embedded broker.
demo: bootstrap
	$(BUILD) --product ticklake
	.build/release/ticklake demo

# Narrow it with `make test TESTS='--filter ParquetTests'`.
test: bootstrap
	$(BUILD) --product ticklake
	$(TEST) $(TESTS)

lint:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

format:
	swift format --in-place --parallel --recursive Sources Tests Package.swift

# Compares the speed with a bare consumer's, on a real broker.
bench: bootstrap
	$(BUILD) --product ticklake
	Benchmarks/run

# Tests against Apache Kafka in a container.
integration-test: bootstrap
	$(BUILD) --product ticklake
	Scripts/integration-test $(TEST)

# The libraries' articles and reference, as pages under .build/docs; a warning fails it.
docs: bootstrap
	Scripts/docs Parquet DeltaLake ObjectStorage

# Uses the libraries from a package that depends on this one by URL and version.
adopt: bootstrap
	Scripts/adopt

bootstrap:
	@Scripts/bootstrap

# Fuzzes a decoder (JSON, Log, Checkpoint, Parquet) for a while; what is new stays in .build/fuzz.
FUZZ ?= Parquet
SECONDS ?= 60
fuzz: bootstrap
	Scripts/fuzz $(FUZZ) $(SECONDS)
