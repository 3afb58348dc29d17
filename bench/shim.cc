// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <benchmark/benchmark.h>

#include "shim.h"

struct bench_run {
	benchmark::State &state;
};

void bench_add(const char *name,
	       void (*measure)(struct bench_run *run, const void *arg),
	       const void *arg, double items)
{
	auto body = [measure, arg, items](benchmark::State &state) {
		bench_run run = { state };

		measure(&run, arg);
		state.counters["items"] = items;
	};

	benchmark::RegisterBenchmark(name, body);
}

void bench_note(const char *key, const char *value)
{
	benchmark::AddCustomContext(key, value);
}

bool bench_more(struct bench_run *run)
{
	return run->state.KeepRunning();
}

bool bench_run_all(int argc, char **argv)
{
	benchmark::Initialize(&argc, argv);
	if (benchmark::ReportUnrecognizedArguments(argc, argv))
		return false;
	benchmark::RunSpecifiedBenchmarks();
	benchmark::Shutdown();
	return true;
}
