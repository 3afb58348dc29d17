/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel around the module, as a test steers it; no kernel header. */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FAKE_OS_PAGES (1 << 18) /* of memory, and of address space */
#define FAKE_OS_PAGE_BYTES 4096UL

/* What a test may change at any time; fake_load() sets it all to this. */
struct fake_kernel {
	int allocations_left; /* before one fails; -1: none fails */
	int pins_before_signal; /* calls; -1: no signal */
	long memlock; /* OS pages that may be locked; -1: no limit */
	bool opener_admin; /* CAP_SYS_ADMIN; true */
	bool reader_admin; /* true */
	bool other_mm; /* the caller is another process; false */
	bool results_lost; /* copying to user space fails; false */
};
extern struct fake_kernel fake;

/* The module is loaded, no memory is mapped. */
void fake_load(void);
/* It is removed.  Return: whether nothing is left of it. */
bool fake_unload(void);

/* Virtual page @vpn is OS page @pfn; -1 for none. */
void fake_map(size_t vpn, long pfn);
/* It is memory of a device. */
void fake_device(size_t pfn, unsigned int device);
unsigned int fake_pins(size_t pfn);
bool fake_dirty(size_t pfn);
long fake_all_pins(void);
long fake_locked(void);
int fake_warnings(void);

/* The device; calls return 0, a count or a negative errno. */
struct file;
struct file *fake_open(void);
void fake_close(struct file *file);
long fake_ioctl(struct file *file, unsigned int cmd, void *args);
ssize_t fake_read(struct file *file, void *to, size_t nr, off_t pos);
int fake_mmap(struct file *file, size_t first, size_t nr, bool writable);
/* The address space that has prepared the set goes. */
void fake_exit_mm(void);
/* A number of the statistics; -1 if there is none of that name. */
long long fake_stat(const char *name);

#endif /* FAKE_H */
