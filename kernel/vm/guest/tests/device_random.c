// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Random sequences of PIN and UNPIN of sub-ranges, from 4 threads: each on a
 * set of its own, against a model; then all on one set, where OS page i of
 * one list must be OS page i of the other.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define THREADS 4
#define SEQUENCES 1000
#define STEPS 24
#define NR 256UL
#define MAX_PIN 64UL
#define MAX_LISTED (STEPS * MAX_PIN)

static struct memory memory;
static __u64 memory_pfns[NR];

/* The OS pages of a set, as indices into the memory. */
struct model {
	size_t nr;
	__u64 index[MAX_LISTED];
};

struct worker {
	pthread_t thread;
	unsigned int seed;
	int fd;
	int wrong; /* sequences */
	long long full; /* ENOSPC */
	struct model model;
};

static size_t below(struct worker *worker, size_t end)
{
	return (size_t)rand_r(&worker->seed) % end;
}

static bool pin_some(struct worker *worker)
{
	size_t nr = 1 + below(worker, MAX_PIN), first = below(worker, NR - nr);
	struct model *model = &worker->model;
	size_t pinned, i;
	__u32 error;
	int err;

	err = device_pin(worker->fd, memory.addr + first * OS_PAGE, nr,
			 below(worker, 2), &pinned, &error);
	worker->full += err == ENOSPC || error == ENOSPC;
	for (i = 0; i < pinned; i++)
		model->index[model->nr++] = first + i;
	return err ? err == ENOSPC : error == (pinned < nr ? ENOSPC : 0);
}

static bool unpin_some(struct worker *worker)
{
	struct model *model = &worker->model;
	size_t first, nr;
	int err;

	if (!model->nr)
		return device_unpin(worker->fd, 0, 1) == ERANGE;
	first = below(worker, model->nr);
	nr = 1 + below(worker, model->nr - first);
	err = device_unpin(worker->fd, first, nr);
	worker->full += err == ENOSPC;
	if (err)
		return err == ENOSPC;
	model->nr -= nr;
	memmove(&model->index[first], &model->index[first + nr],
		(model->nr - first) * sizeof(*model->index));
	return true;
}

static bool matches(const struct worker *worker, const struct device_map *map)
{
	const struct model *model = &worker->model;
	__u32 generation = device_generation(map);
	__u64 base = (uintptr_t)memory.addr / OS_PAGE;
	__u64 pfns[MAX_LISTED], addrs[MAX_LISTED];
	size_t i;

	if (read_pfns(worker->fd, pfns, MAX_LISTED) != (long)model->nr ||
	    expand(device_addrs(map, generation), map->status->addr_packed,
		   addrs, MAX_LISTED) != (long)model->nr)
		return false;
	for (i = 0; i < model->nr; i++) {
		if (pfns[i] != memory_pfns[model->index[i]] ||
		    addrs[i] != base + model->index[i])
			return false;
	}
	return device_info(worker->fd).nr_os_pages == model->nr;
}

static bool sequence(struct worker *worker)
{
	size_t steps = 2 + below(worker, STEPS - 1), i;
	struct device_map map;
	bool good = true;

	worker->fd = device_open(1, 1);
	map = device_map(worker->fd);
	worker->model.nr = 0;
	for (i = 0; i < steps && good; i++)
		good = (below(worker, 3) ? pin_some : unpin_some)(worker) &&
		       matches(worker, &map);
	device_unmap(&map);
	close(worker->fd);
	return good;
}

static void *own_sets(void *data)
{
	struct worker *worker = data;
	int i;

	for (i = 0; i < SEQUENCES / THREADS; i++)
		worker->wrong += !sequence(worker);
	return NULL;
}

/* The model is of no use, as others change the set meanwhile. */
static void *one_set(void *data)
{
	struct worker *worker = data;
	size_t pinned;
	__u32 error;
	int i;

	for (i = 0; i < SEQUENCES; i++) {
		size_t nr = 1 + below(worker, MAX_PIN);
		size_t first = below(worker, NR - nr);
		int err;

		device_pin(worker->fd, memory.addr + first * OS_PAGE, nr,
			   below(worker, 2), &pinned, &error);
		do {
			first = below(worker, NR);
			nr = 1 + below(worker, 2 * MAX_PIN);
			err = device_unpin(worker->fd, first, nr);
		} while (!err);
		worker->wrong += err != ERANGE && err != ENOSPC;
	}
	return NULL;
}

static void run(struct worker *workers, void *(*body)(void *), int fd)
{
	int i;

	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .seed = i + 1, .fd = fd };
		if (pthread_create(&workers[i].thread, NULL, body, &workers[i]))
			tap_bail("pthread_create");
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
}

static void check_own_sets(void)
{
	static struct worker workers[THREADS];
	long long full = 0;
	int i, wrong = 0;

	run(workers, own_sets, -1);
	for (i = 0; i < THREADS; i++) {
		wrong += workers[i].wrong;
		full += workers[i].full;
	}
	tap_ok(!wrong, "%d sequences: all as in the model, %d wrong", SEQUENCES,
	       wrong);
	tap_note("no room %lld times", full);
	check_no_pins("random sequences");
}

static bool lists_agree(int fd)
{
	const size_t max = 65536;
	struct device_map map = device_map(fd);
	__u32 generation = device_generation(&map);
	__u64 *pfns = malloc(max * sizeof(*pfns));
	__u64 *addrs = malloc(max * sizeof(*addrs));
	__u64 base = (uintptr_t)memory.addr / OS_PAGE;
	long nr = read_pfns(fd, pfns, max), i;
	bool good = nr >= 0 && nr == (long)device_info(fd).nr_os_pages &&
		    nr == foll_pins() &&
		    nr == expand(device_addrs(&map, generation),
				 map.status->addr_packed, addrs, max);

	for (i = 0; i < nr && good; i++)
		good = pfns[i] == memory_pfns[addrs[i] - base];
	device_unmap(&map);
	free(pfns);
	free(addrs);
	return good;
}

static void check_one_set(void)
{
	static struct worker workers[THREADS];
	int fd = device_open(4, 4);
	int i, wrong = 0;

	run(workers, one_set, fd);
	for (i = 0; i < THREADS; i++)
		wrong += workers[i].wrong;
	tap_ok(!wrong, "one set: no other error than those to expect");
	tap_ok(lists_agree(fd), "one set: both lists agree, %llu OS pages",
	       (unsigned long long)device_info(fd).nr_os_pages);
	tap_ok(device_unpin_all(fd) == 0 && foll_pins() == 0,
	       "one set: all unpinned");
	close(fd);
	check_no_pins("one set");
}

int main(void)
{
	memory = memory_scattered(NR);
	memory_fill(&memory, 1);
	pagemap_pfns(memory.addr, NR, memory_pfns);
	check_own_sets();
	check_one_set();
	tap_ok(memory_holds(&memory, 1), "the memory is as it was");
	return tap_done();
}
