// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The device /dev/pfnpack; docs/device.md is its specification. */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "dev_args.h"
#include "pinned_set.h"
#include "stats.h"

/*
 * PFNs are for those who may see physical memory.  The opener, so that a
 * process with more rights cannot be handed a descriptor to read from; and
 * the reader, so that a descriptor handed on does not carry them along.
 */
static bool may_read_pfns(const struct file *file)
{
	return file_ns_capable(file, &init_user_ns, CAP_SYS_ADMIN) &&
	       capable(CAP_SYS_ADMIN);
}

static int lock_set(struct pinned_set *set)
{
	return mutex_lock_interruptible(&set->lock) ? -ERESTARTSYS : 0;
}

static int dev_open(struct inode *inode, struct file *file)
{
	struct pinned_set *set = pinned_set_alloc();

	if (!set)
		return -ENOMEM;
	file->private_data = set;
	return 0;
}

static int dev_release(struct inode *inode, struct file *file)
{
	pinned_set_free(file->private_data);
	return 0;
}

/* --- ioctls ------------------------------------------------------------ */

static long ioctl_prepare(struct pinned_set *set, void __user *user)
{
	struct pfnpack_dev_prepare args;
	int err;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	err = check_prepare(&args);
	if (err)
		return err;
	return pinned_set_prepare(set, args.pfn_packed, args.addr_packed);
}

static int owner_check(const struct pinned_set *set)
{
	if (!set->mm)
		return -ENXIO;
	return set->mm == current->mm ? 0 : -EPERM;
}

static int pin(struct pinned_set *set, struct pfnpack_dev_pin *args)
{
	u64 pinned;
	int err;

	err = pinned_set_pin(set, args->addr, args->length >> PAGE_SHIFT,
			     args->flags, &pinned);
	if (err && !pinned)
		return err;
	args->error = err == -ERESTARTSYS ? EINTR : -err;
	args->pinned = pinned << PAGE_SHIFT;
	return 0;
}

static long ioctl_pin(struct pinned_set *set, void __user *user)
{
	struct pfnpack_dev_pin args;
	u64 before = set->nr_os_pages;
	int err;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	err = check_pin(&args) ?: owner_check(set) ?: pin(set, &args);
	if (err)
		return err;
	if (copy_to_user(user, &args, sizeof(args))) {
		pinned_set_unpin(set, before, set->nr_os_pages - before);
		return -EFAULT;
	}
	return 0;
}

static long ioctl_unpin(struct pinned_set *set, void __user *user)
{
	struct pfnpack_dev_unpin args;
	int err;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	err = check_unpin(&args);
	if (err)
		return err;
	if (args.flags & PFNPACK_DEV_UNPIN_ALL)
		args.nr = set->nr_os_pages;
	if (args.first > set->nr_os_pages ||
	    args.nr > set->nr_os_pages - args.first)
		return -ERANGE;
	return args.nr ? pinned_set_unpin(set, args.first, args.nr) : 0;
}

static void info_of_lists(struct packed_image *image,
			  struct pfnpack_dev_info *info)
{
	struct packed_side *side = packed_image_side(image);

	info->nr_ranges = packed_list_ranges(&side->pfns);
	info->generation = image->status->generation;
	info->pfn_packed = image->status->pfn_packed;
	info->pfn_used = packed_list_used(&side->pfns);
	info->addr_packed = image->status->addr_packed;
	info->addr_used = packed_list_used(&side->addrs);
}

static long ioctl_info(struct pinned_set *set, void __user *user)
{
	struct pfnpack_dev_info info = {
		.nr_os_pages = set->nr_os_pages,
		.os_page_bytes = PAGE_SIZE,
	};

	if (set->mm)
		info_of_lists(&set->image, &info);
	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}

static long ioctl_locked(struct pinned_set *set, unsigned int cmd,
			 void __user *user)
{
	switch (cmd) {
	case PFNPACK_DEV_PREPARE:
		return ioctl_prepare(set, user);
	case PFNPACK_DEV_PIN:
		return ioctl_pin(set, user);
	case PFNPACK_DEV_UNPIN:
		return ioctl_unpin(set, user);
	case PFNPACK_DEV_INFO:
		return ioctl_info(set, user);
	}
	return -ENOTTY;
}

static long dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pinned_set *set = file->private_data;
	long err = lock_set(set);

	if (err)
		return err;
	err = ioctl_locked(set, cmd, (void __user *)arg);
	mutex_unlock(&set->lock);
	return err;
}

/* --- Reading back ------------------------------------------------------ */

static ssize_t read_pfns(struct pinned_set *set, char __user *user, size_t nr,
			 loff_t *pos)
{
	struct packed_list *list;

	if (!set->mm)
		return -ENXIO;
	list = &packed_image_side(&set->image)->pfns;
	return simple_read_from_buffer(user, nr, pos, list->first,
				       packed_list_used(list) *
					       PFNPACK_PAGE_BYTES);
}

static ssize_t dev_read(struct file *file, char __user *user, size_t nr,
			loff_t *pos)
{
	struct pinned_set *set = file->private_data;
	ssize_t done;

	if (!may_read_pfns(file))
		return -EPERM;
	done = lock_set(set);
	if (done)
		return done;
	done = read_pfns(set, user, nr, pos);
	mutex_unlock(&set->lock);
	return done;
}

/* Runs under mmap_lock, so it may not take the set's. */
static vm_fault_t dev_fault(struct vm_fault *vmf)
{
	struct pinned_set *set = vmf->vma->vm_private_data;
	void *at = set->image.status;

	vmf->page = vmalloc_to_page(at + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct dev_vm_ops = {
	.fault = dev_fault,
};

static bool within_image(const struct packed_image *image,
			 struct vm_area_struct *vma)
{
	unsigned long end = PAGE_ALIGN(image->bytes) >> PAGE_SHIFT;

	return vma->vm_pgoff <= end && vma_pages(vma) <= end - vma->vm_pgoff;
}

static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct pinned_set *set = file->private_data;

	if (!may_read_pfns(file))
		return -EPERM;
	if (!pinned_set_prepared(set))
		return -ENXIO;
	if (!within_image(&set->image, vma))
		return -EINVAL;
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	/* A child has its own rights. */
	vm_flags_mod(vma, VM_DONTCOPY | VM_DONTDUMP | VM_DONTEXPAND,
		     VM_MAYWRITE);
	vma->vm_private_data = set;
	vma->vm_ops = &dev_vm_ops;
	return 0;
}

/* --- Module ------------------------------------------------------------ */

static const struct file_operations dev_fops = {
	.owner = THIS_MODULE,
	.open = dev_open,
	.release = dev_release,
	.unlocked_ioctl = dev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = dev_read,
	.mmap = dev_mmap,
	.llseek = default_llseek,
};

static struct miscdevice dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "pfnpack",
	.fops = &dev_fops,
	.mode = 0600,
};

static int __init pfnpack_init(void)
{
	int err = misc_register(&dev);

	if (!err)
		stats_init();
	return err;
}

static void __exit pfnpack_exit(void)
{
	stats_exit();
	misc_deregister(&dev);
}

module_init(pfnpack_init);
module_exit(pfnpack_exit);

MODULE_DESCRIPTION("Pinned memory as packed pages");
MODULE_LICENSE("Dual BSD/GPL");
