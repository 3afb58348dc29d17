# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# Debian's own kernels.

# The kernel packages name each other by where they would be installed.
unpack_stock() { # IMAGE_PACKAGE
	local release=${1#linux-image-}
	local headers=linux-headers-$release packages

	mapfile -t packages < <(dependencies "$headers" \
		'linux-headers-.*-common\|linux-kbuild-.*')
	[ "${#packages[@]}" -eq 2 ] || die "$headers: not the packages expected"
	unpack_packages "$entry" "$1" "$headers" "${packages[@]}"
	sed -i "s|^include /usr|include $entry/usr|" \
		"$entry/usr/src/$headers/Makefile"
}

# Set `kernel`, `kernel_image` and `kernel_build`.
use_stock_kernel() { # META_PACKAGE
	local image release version

	find_version "$1"
	image=$(dependencies "$1" 'linux-image-.*')
	find_version "$image"
	release=${image#linux-image-}
	use_entry "stock/${image}_$version" unpack_stock "$image"
	kernel=$entry
	kernel_build=$entry/usr/src/linux-headers-$release
	kernel_image=$entry/boot/vmlinuz-$release
}
