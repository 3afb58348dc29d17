# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# Kernels made from Debian's source package.
source_package=linux-source-6.12

# Objects that do not say when and where they were made, for ccache.
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970'
export KBUILD_BUILD_USER=pfnpack KBUILD_BUILD_HOST=pfnpack
export CCACHE_NOHASHDIR=1
kernel_make=(make -s -j "$(nproc)" CC='ccache gcc' HOSTCC='ccache gcc')

unpack_source() { # VERSION
	unpack_packages "$entry/package" "$source_package=$1"
	tar -xf "$entry/package/usr/src/$source_package.tar.xz" -C "$entry" \
		--strip-components=1
	rm -rf -- "$entry/package"
}

# In the source tree $PWD; the commands are joined as `quietly` and `die` would
# have a script go on after an error.
configure() { # FRAGMENT...
	mkdir build &&
		"${kernel_make[@]}" O=build tinyconfig &&
		scripts/kconfig/merge_config.sh -m -O build build/.config "$@" &&
		"${kernel_make[@]}" O=build olddefconfig &&
		nothing_lost "$@"
}

# olddefconfig drops what it cannot have, without a word.
nothing_lost() { # FRAGMENT...
	local lost

	lost=$(grep -hE '^(CONFIG_|# CONFIG_.* is not set)' -- "$@" |
		grep -vxF -f build/.config) || return 0
	printf 'Lost from the configuration:\n%s\n' "$lost"
	return 1
}

# As build/ is inside of the source, its paths are the same for all keys.
make_kernel() { # SOURCE FRAGMENT...
	printf '# Building a kernel; it takes some minutes\n'
	cp -al -- "$1/." "$entry"
	rm -f -- "$entry/complete"
	(
		cd -- "$entry" &&
			quietly configure "${@:2}" &&
			quietly "${kernel_make[@]}" O=build bzImage modules
	) || die "building the kernel in $entry failed"
}

# All that a kernel's making depends on.
kernel_key() { # VERSION FRAGMENT...
	{
		printf '%s\n' "$1"
		gcc --version
		cat -- kernel/vm/linux.sh "${@:2}"
	} | sha256sum | cut -c 1-20
}

# Set `kernel`, `kernel_image` and `kernel_build`.
use_kernel() { # FRAGMENT...
	local version key fragments

	mapfile -t fragments < <(realpath -- "$@")
	find_version "$source_package"
	use_entry "source/$version" unpack_source "$version"
	key=$(kernel_key "$version" "${fragments[@]}")
	use_entry "kernel/$key" make_kernel "$entry" "${fragments[@]}"
	kernel=$entry
	kernel_build=$entry/build
	kernel_image=$kernel_build/arch/x86/boot/bzImage
}
