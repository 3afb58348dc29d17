// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stdio.h>

#include <linux/pfnpack.h>

#include "fake.h"

struct mm_struct {
	struct mmu_notifier *notifier;
	long locked;
};

struct fake_kernel fake;
struct user_namespace init_user_ns;

static struct page memory[FAKE_OS_PAGES];
static long address_space[FAKE_OS_PAGES];
static struct mm_struct owner, stranger;
static const struct miscdevice *device;
static long nr_allocated;
static int nr_warnings;
static int held_locks;

/* --- Steering ---------------------------------------------------------- */

void fake_load(void)
{
	size_t i;

	fake = (struct fake_kernel){
		.allocations_left = -1,
		.pins_before_signal = -1,
		.memlock = -1,
		.opener_admin = true,
		.reader_admin = true,
	};
	memset(memory, 0, sizeof(memory));
	for (i = 0; i < FAKE_OS_PAGES; i++)
		address_space[i] = -1;
	owner = (struct mm_struct){ 0 };
	nr_warnings = 0;
	fake_module_init();
}

bool fake_unload(void)
{
	fake_module_exit();
	return !fake_all_pins() && !owner.locked && !owner.notifier &&
	       !nr_allocated && !nr_warnings && !device && !held_locks;
}

void fake_map(size_t vpn, long pfn)
{
	address_space[vpn] = pfn;
}

void fake_device(size_t pfn, unsigned int number)
{
	memory[pfn].device = number;
}

unsigned int fake_pins(size_t pfn)
{
	return memory[pfn].pins;
}

bool fake_dirty(size_t pfn)
{
	return memory[pfn].dirty;
}

long fake_all_pins(void)
{
	long pins = 0;
	size_t i;

	for (i = 0; i < FAKE_OS_PAGES; i++)
		pins += memory[i].pins;
	return pins;
}

long fake_locked(void)
{
	return owner.locked;
}

int fake_warnings(void)
{
	return nr_warnings;
}

struct file *fake_open(void)
{
	struct file *file = calloc(1, sizeof(*file));

	if (device->fops->open(NULL, file)) {
		free(file);
		return NULL;
	}
	return file;
}

void fake_close(struct file *file)
{
	device->fops->release(NULL, file);
	free(file);
}

long fake_ioctl(struct file *file, unsigned int cmd, void *args)
{
	return device->fops->unlocked_ioctl(file, cmd, (unsigned long)args);
}

ssize_t fake_read(struct file *file, void *to, size_t nr, off_t pos)
{
	loff_t at = pos;

	return device->fops->read(file, to, nr, &at);
}

int fake_mmap(struct file *file, size_t first, size_t nr, bool writable)
{
	struct vm_area_struct vma = {
		.vm_end = nr * PAGE_SIZE,
		.vm_pgoff = first,
		.vm_flags = VM_MAYWRITE | (writable ? VM_WRITE : 0),
	};
	int err = device->fops->mmap(file, &vma);

	if (!err && vma.vm_flags & VM_MAYWRITE)
		fake_warn(true, "a mapping that can be made writable");
	return err;
}

static void release_notifier(struct mm_struct *mm)
{
	struct mmu_notifier *notifier = mm->notifier;

	mm->notifier = NULL;
	if (notifier)
		notifier->ops->release(notifier, mm);
}

void fake_exit_mm(void)
{
	release_notifier(&owner);
}

static const char *stat_wanted;
static long long stat_found;

long long fake_stat(const char *name)
{
	stat_wanted = name;
	stat_found = -1;
	fake_stats_show(NULL);
	return stat_found;
}

/* --- What the module calls --------------------------------------------- */

bool fake_warn(bool condition, const char *what)
{
	if (condition) {
		nr_warnings++;
		fprintf(stderr, "warning: %s\n", what);
	}
	return condition;
}

void mutex_init(struct mutex *lock)
{
	lock->held = false;
}

void mutex_lock(struct mutex *lock)
{
	fake_warn(lock->held, "deadlock");
	lock->held = true;
	held_locks++;
}

int mutex_lock_interruptible(struct mutex *lock)
{
	mutex_lock(lock);
	return 0;
}

void mutex_unlock(struct mutex *lock)
{
	lock->held = false;
	held_locks--;
}

static void *allocate(size_t bytes)
{
	if (!fake.allocations_left)
		return NULL;
	if (fake.allocations_left > 0)
		fake.allocations_left--;
	nr_allocated++;
	return calloc(1, bytes);
}

static void release(const void *at)
{
	if (at)
		nr_allocated--;
	free((void *)at);
}

void *__vmalloc(unsigned long bytes, gfp_t flags)
{
	fake_warn(!(flags & __GFP_ZERO), "memory that is not zero");
	return allocate(bytes);
}

void vfree(const void *at)
{
	release(at);
}

void *kzalloc(size_t bytes, gfp_t flags)
{
	(void)flags;
	return allocate(bytes);
}

void *kmalloc(size_t bytes, gfp_t flags)
{
	(void)flags;
	return allocate(bytes);
}

void kfree(const void *at)
{
	release(at);
}

unsigned long page_to_pfn(const struct page *page)
{
	return page - memory;
}

struct page *pfn_to_page(unsigned long pfn)
{
	return &memory[pfn];
}

struct page *vmalloc_to_page(const void *at)
{
	(void)at;
	return &memory[0];
}

void get_page(struct page *page)
{
	(void)page;
}

bool is_zone_device_page(const struct page *page)
{
	return page->device;
}

bool zone_device_pages_have_same_pgmap(const struct page *a,
				       const struct page *b)
{
	return a->device == b->device;
}

int pin_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages)
{
	unsigned long vpn = start >> PAGE_SHIFT;
	int i;

	(void)gup_flags;
	for (i = 0; i < nr_pages; i++, vpn++) {
		if (vpn >= FAKE_OS_PAGES || address_space[vpn] < 0)
			break;
		pages[i] = &memory[address_space[vpn]];
		pages[i]->pins++;
	}
	return i ? i : -EFAULT;
}

static void unpin(struct page *page, bool dirty)
{
	if (fake_warn(!page->pins, "unpinned more often than pinned"))
		return;
	page->pins--;
	page->dirty |= dirty;
}

void unpin_user_pages(struct page **pages, unsigned long npages)
{
	while (npages--)
		unpin(*pages++, false);
}

void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages,
				      bool make_dirty)
{
	while (npages--)
		unpin(page++, make_dirty);
}

static bool pack(struct pfnpack_writer *writer, const struct page *page,
		 unsigned int *device)
{
	unsigned int tag = page->device ? PIN_PACKED_TAG_DEVICE : 0;

	if (page->device && page->device != *device)
		pfnpack_break(writer);
	*device = page->device;
	return pfnpack_append(writer, page_to_pfn(page), 1, tag) == PFNPACK_OK;
}

long pin_user_pages_packed(unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags,
			   struct pfnpack_writer *writer)
{
	unsigned long vpn = start >> PAGE_SHIFT;
	unsigned int device = 0;
	struct page *page;
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		if (pin_user_pages_fast((vpn + i) << PAGE_SHIFT, 1, gup_flags,
					&page) != 1)
			return i ? (long)i : -EFAULT;
		if (!pack(writer, page, &device)) {
			unpin_user_pages(&page, 1);
			break;
		}
	}
	return i;
}

unsigned long unpin_user_pages_packed_dirty_lock(struct pfnpack_reader *reader,
						 unsigned long nr_pages,
						 bool make_dirty)
{
	struct pfnpack_range range;
	unsigned long done = 0;

	while (done < nr_pages && pfnpack_next_max(reader, nr_pages - done,
						   &range) == PFNPACK_OK) {
		unpin_user_page_range_dirty_lock(&memory[range.pfn], range.nr,
						 make_dirty);
		done += range.nr;
	}
	return done;
}

unsigned long unpin_user_pages_packed(struct pfnpack_reader *reader,
				      unsigned long nr_pages)
{
	return unpin_user_pages_packed_dirty_lock(reader, nr_pages, false);
}

int account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc)
{
	if (inc && fake.memlock >= 0 && mm->locked + (long)pages > fake.memlock)
		return -ENOMEM;
	mm->locked += inc ? (long)pages : -(long)pages;
	return 0;
}

/* Looked at each time, as fake.other_mm may have changed. */
struct task_struct *fake_current(void)
{
	static struct task_struct task;

	task.mm = fake.other_mm ? &stranger : &owner;
	return &task;
}

bool signal_pending(const struct task_struct *task)
{
	(void)task;
	if (fake.pins_before_signal < 0)
		return false;
	return !fake.pins_before_signal || !fake.pins_before_signal--;
}

void cond_resched(void)
{
}

int mmu_notifier_register(struct mmu_notifier *mn, struct mm_struct *mm)
{
	void *subscription = allocate(1);

	if (!subscription)
		return -ENOMEM;
	release(subscription);
	mm->notifier = mn;
	return 0;
}

void mmu_notifier_unregister(struct mmu_notifier *mn, struct mm_struct *mm)
{
	if (mm->notifier == mn)
		release_notifier(mm);
}

unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return device->fops->unlocked_ioctl(file, cmd, arg);
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	(void)file;
	(void)offset;
	(void)whence;
	return -EINVAL;
}

ssize_t simple_read_from_buffer(void *to, size_t nr, loff_t *pos,
				const void *from, size_t available)
{
	if ((size_t)*pos >= available)
		return 0;
	nr = min(nr, available - (size_t)*pos);
	memcpy(to, (const char *)from + *pos, nr);
	*pos += nr;
	return nr;
}

unsigned long copy_from_user(void *to, const void *from, unsigned long bytes)
{
	if (!from)
		return bytes;
	memcpy(to, from, bytes);
	return 0;
}

unsigned long copy_to_user(void *to, const void *from, unsigned long bytes)
{
	if (!to || fake.results_lost)
		return bytes;
	memcpy(to, from, bytes);
	return 0;
}

bool file_ns_capable(const struct file *file, struct user_namespace *ns,
		     int capability)
{
	(void)file;
	return fake.opener_admin && ns == &init_user_ns &&
	       capability == CAP_SYS_ADMIN;
}

bool capable(int capability)
{
	return fake.reader_admin && capability == CAP_SYS_ADMIN;
}

int misc_register(struct miscdevice *registered)
{
	device = registered;
	return 0;
}

void misc_deregister(struct miscdevice *registered)
{
	fake_warn(registered != device, "another device");
	device = NULL;
}

void seq_printf(struct seq_file *seq, const char *format, ...)
{
	char line[128], name[64];
	long long value;
	va_list args;

	(void)seq;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (sscanf(line, "%63s %lld", name, &value) == 2 &&
	    !strcmp(name, stat_wanted))
		stat_found = value;
}

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	(void)name;
	return parent;
}

struct dentry *debugfs_create_file(const char *name, mode_t mode,
				   struct dentry *parent, void *data,
				   const struct file_operations *fops)
{
	(void)name;
	(void)mode;
	(void)data;
	(void)fops;
	return parent;
}

void debugfs_remove(struct dentry *dentry)
{
	(void)dentry;
}
