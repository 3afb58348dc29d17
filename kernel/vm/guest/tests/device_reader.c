// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A reader of the mapped packed pages, beside pins and unpins. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../device.h"
#include "../memory.h"
#include "../oracle.h"
#include "../tap.h"

#define NR 8192UL
#define ROUNDS 40

static struct memory memory;
static __u64 memory_pfns[NR];

struct watcher {
	pthread_t thread;
	struct device_map map;
	bool done;
	__u64 pfns[NR], addrs[NR];
	long reads;
	long partial; /* with some of the OS pages, but not all */
	long retries; /* overtaken by an unpin */
	long wrong;
};

/*
 * Addresses first: so each of them has its PFN, if both were read from one
 * generation.
 */
static bool prefix_holds(struct watcher *watcher, __u32 generation)
{
	const struct device_map *map = &watcher->map;
	__u64 base = (uintptr_t)memory.addr / OS_PAGE;
	long nr_addrs, nr, i;

	nr_addrs = expand(device_addrs(map, generation),
			  map->status->addr_packed, watcher->addrs, NR);
	nr = expand(device_pfns(map, generation), map->status->pfn_packed,
		    watcher->pfns, NR);
	if (nr_addrs < 0 || nr_addrs > nr)
		return false;
	watcher->partial += nr > 0 && nr < (long)NR;
	for (i = 0; i < nr_addrs; i++) {
		__u64 index = watcher->addrs[i] - base;

		if (index >= NR || watcher->pfns[i] != memory_pfns[index])
			return false;
	}
	return true;
}

static void *watch(void *data)
{
	struct watcher *watcher = data;

	while (!__atomic_load_n(&watcher->done, __ATOMIC_ACQUIRE)) {
		__u32 generation = device_generation(&watcher->map);
		bool good = prefix_holds(watcher, generation);

		if (device_generation(&watcher->map) != generation) {
			watcher->retries++;
			continue;
		}
		watcher->reads++;
		watcher->wrong += !good;
	}
	return NULL;
}

static struct watcher *start_watcher(int fd)
{
	struct watcher *watcher = calloc(1, sizeof(*watcher));

	watcher->map = device_map(fd);
	if (pthread_create(&watcher->thread, NULL, watch, watcher))
		tap_bail("pthread_create");
	return watcher;
}

static void stop_watcher(struct watcher *watcher)
{
	__atomic_store_n(&watcher->done, true, __ATOMIC_RELEASE);
	pthread_join(watcher->thread, NULL);
	device_unmap(&watcher->map);
}

static void check_pins(void)
{
	int fd = device_open(64, 64), i;
	struct watcher *watcher = start_watcher(fd);

	for (i = 0; i < ROUNDS; i++) {
		device_pin_all(fd, memory.addr, NR, PFNPACK_DEV_PIN_WRITE);
		usleep(1000);
		device_unpin_all(fd);
	}
	stop_watcher(watcher);
	tap_ok(!watcher->wrong && watcher->partial,
	       "pinning: %ld reads, %ld of a part, %ld wrong", watcher->reads,
	       watcher->partial, watcher->wrong);
	free(watcher);
	close(fd);
	check_no_pins("a reader beside pins");
}

static void check_unpins(void)
{
	int fd = device_open(64, 64), i;
	struct watcher *watcher = start_watcher(fd);
	unsigned int seed = 1;

	for (i = 0; i < ROUNDS * 10; i++) {
		size_t nr = device_info(fd).nr_os_pages;

		if (nr < NR / 2)
			device_pin_all(fd, memory.addr + nr * OS_PAGE, NR / 2,
				       PFNPACK_DEV_PIN_WRITE);
		device_unpin(fd, rand_r(&seed) % (NR / 2), 37);
		usleep(100);
	}
	stop_watcher(watcher);
	tap_ok(!watcher->wrong && watcher->retries,
	       "unpinning: %ld reads, %ld overtaken, %ld wrong", watcher->reads,
	       watcher->retries, watcher->wrong);
	free(watcher);
	close(fd);
	check_no_pins("a reader beside unpins");
}

int main(void)
{
	memory = memory_scattered(NR);
	pagemap_pfns(memory.addr, NR, memory_pfns);
	check_pins();
	check_unpins();
	return tap_done();
}
