/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * As much of the kernel as kernel/ uses, for a program.  Included ahead of
 * everything else; the kernel's own headers are empty here.  What a test
 * steers or looks at is in fake.c.
 */
#ifndef KERNEL_STUB_H
#define KERNEL_STUB_H

#include <asm-generic/errno.h>
#include <limits.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define ERESTARTSYS 512

/* --- The language ------------------------------------------------------ */

typedef __u32 u32;
typedef __u64 u64;
typedef unsigned int gfp_t;
typedef unsigned int vm_fault_t;
typedef unsigned long vm_flags_t;

#define __init
#define __exit
#define __user
#define static_assert _Static_assert
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define noinline __attribute__((noinline))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(type, a, b) min((type)(a), (type)(b))
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer)-offsetof(type, member)))

bool fake_warn(bool condition, const char *what);
#define WARN_ON_ONCE(condition) fake_warn(condition, #condition)

#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, value) \
	__atomic_store_n((p), (value), __ATOMIC_RELEASE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define cpu_to_le64(x) ((__le64)(x))
#define le64_to_cpu(x) ((u64)(x))
#else
#define cpu_to_le64(x) ((__le64)__builtin_bswap64(x))
#define le64_to_cpu(x) ((u64)__builtin_bswap64(x))
#endif

typedef struct {
	long long value;
} atomic64_t;
#define atomic64_read(a) ((a)->value)
#define atomic64_add(nr, a) ((a)->value += (nr))

struct mutex {
	bool held;
};
void mutex_init(struct mutex *lock);
void mutex_lock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

/* --- Memory ------------------------------------------------------------ */

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_ALIGN(x) (((x) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1))
#define PAGE_ALIGNED(x) (!((x) & (PAGE_SIZE - 1)))

#define GFP_KERNEL 0x1u
#define GFP_KERNEL_ACCOUNT 0x2u
#define __GFP_ZERO 0x4u
#define __GFP_NOWARN 0x8u
void *__vmalloc(unsigned long bytes, gfp_t flags);
void vfree(const void *memory);
void *kzalloc(size_t bytes, gfp_t flags);
void *kmalloc(size_t bytes, gfp_t flags);
void kfree(const void *memory);

struct page {
	unsigned int pins;
	unsigned int device; /* 0 for ordinary memory */
	bool dirty;
};
unsigned long page_to_pfn(const struct page *page);
struct page *pfn_to_page(unsigned long pfn);
struct page *vmalloc_to_page(const void *memory);
void get_page(struct page *page);
bool is_zone_device_page(const struct page *page);
bool zone_device_pages_have_same_pgmap(const struct page *a,
				       const struct page *b);

#define FOLL_WRITE 1u
#define FOLL_LONGTERM 2u
int pin_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages);
void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages,
				      bool make_dirty);

/* Of a kernel with the patches; a module uses these or the ones above. */
#define PIN_PACKED_TAG_DEVICE 1
struct pfnpack_writer;
struct pfnpack_reader;
long pin_user_pages_packed(unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags,
			   struct pfnpack_writer *writer);
unsigned long unpin_user_pages_packed(struct pfnpack_reader *reader,
				      unsigned long nr_pages);
unsigned long unpin_user_pages_packed_dirty_lock(struct pfnpack_reader *reader,
						 unsigned long nr_pages,
						 bool make_dirty);

struct mm_struct;
int account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc);

struct task_struct {
	struct mm_struct *mm;
};
struct task_struct *fake_current(void);
#define current fake_current()
bool signal_pending(const struct task_struct *task);
void cond_resched(void);

struct mmu_notifier;
struct mmu_notifier_ops {
	void (*release)(struct mmu_notifier *mn, struct mm_struct *mm);
};
struct mmu_notifier {
	const struct mmu_notifier_ops *ops;
};
int mmu_notifier_register(struct mmu_notifier *mn, struct mm_struct *mm);
void mmu_notifier_unregister(struct mmu_notifier *mn, struct mm_struct *mm);

/* --- Files ------------------------------------------------------------- */

struct module;
struct inode;
struct dentry;

struct file {
	void *private_data;
};

#define VM_WRITE 0x1ul
#define VM_MAYWRITE 0x2ul
#define VM_DONTCOPY 0x4ul
#define VM_DONTDUMP 0x8ul
#define VM_DONTEXPAND 0x10ul

struct vm_operations_struct;
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_pgoff;
	vm_flags_t vm_flags;
	void *vm_private_data;
	const struct vm_operations_struct *vm_ops;
};
struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long pgoff;
	struct page *page;
};
struct vm_operations_struct {
	vm_fault_t (*fault)(struct vm_fault *vmf);
};
unsigned long vma_pages(const struct vm_area_struct *vma);
void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear);

struct file_operations {
	struct module *owner;
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd,
			     unsigned long arg);
	ssize_t (*read)(struct file *file, char *user, size_t nr, loff_t *pos);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
};
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
ssize_t simple_read_from_buffer(void *to, size_t nr, loff_t *pos,
				const void *from, size_t available);
unsigned long copy_from_user(void *to, const void *from, unsigned long bytes);
unsigned long copy_to_user(void *to, const void *from, unsigned long bytes);

#define CAP_SYS_ADMIN 21
struct user_namespace {
	int unused;
};
extern struct user_namespace init_user_ns;
bool file_ns_capable(const struct file *file, struct user_namespace *ns,
		     int capability);
bool capable(int capability);

#define MISC_DYNAMIC_MINOR 255
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	mode_t mode;
};
int misc_register(struct miscdevice *device);
void misc_deregister(struct miscdevice *device);

struct seq_file;
void seq_printf(struct seq_file *seq, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
#define DEFINE_SHOW_ATTRIBUTE(name) \
	static const struct file_operations name##_fops = { .owner = NULL }; \
	int fake_##name##_show(struct seq_file *seq) \
	{ \
		return name##_show(seq, NULL); \
	} \
	_Static_assert(1, "takes the semicolon")
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file(const char *name, mode_t mode,
				   struct dentry *parent, void *data,
				   const struct file_operations *fops);
void debugfs_remove(struct dentry *dentry);

/* --- Modules ----------------------------------------------------------- */

#define THIS_MODULE NULL
#define EXPORT_SYMBOL_GPL(name) _Static_assert(sizeof(&name), "declared")
#define MODULE_DESCRIPTION(text) _Static_assert(sizeof(text), "text")
#define MODULE_LICENSE(text) _Static_assert(sizeof(text), "text")
#define module_init(function) \
	int fake_module_init(void) \
	{ \
		return function(); \
	} \
	_Static_assert(1, "takes the semicolon")
#define module_exit(function) \
	void fake_module_exit(void) \
	{ \
		function(); \
	} \
	_Static_assert(1, "takes the semicolon")

/* Of the newest kernel: compat.h has nothing to add. */
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 12, 0)

int fake_module_init(void);
void fake_module_exit(void);
int fake_stats_show(struct seq_file *seq);

#endif /* KERNEL_STUB_H */
