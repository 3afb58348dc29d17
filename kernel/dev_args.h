/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What can be said of the arguments of an ioctl without a look at the set. */
#ifndef PFNPACK_DEV_ARGS_H
#define PFNPACK_DEV_ARGS_H

#include <linux/pfnpack_dev.h>

/* Return: 0 or -EINVAL. */
int check_prepare(const struct pfnpack_dev_prepare *args);
int check_pin(const struct pfnpack_dev_pin *args);
int check_unpin(const struct pfnpack_dev_unpin *args);

#endif /* PFNPACK_DEV_ARGS_H */
