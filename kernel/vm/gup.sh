# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# A kernel with the patches for pin_user_pages_packed(), its tests and its
# measurements.
patches=kernel/patches/linux-6.12

# git am wants a repository: one of just those files that the patches touch,
# which must not be hard links to the source any more.
apply_patches() { # PATCH...
	local file

	git init -q
	git apply --numstat -- "$@" | cut -f 3 | sort -u | while read -r file; do
		[ -e "$file" ] || continue
		cp -- "$file" "$file.own"
		mv -- "$file.own" "$file"
		git add -f -- "$file"
	done
	git config user.name pfnpack
	git config user.email pfnpack@localhost
	git commit -qm source
	git am -q -- "$@"
	rm -rf .git
}

make_patched_kernel() { # SOURCE FRAGMENT...
	local applied

	mapfile -t applied < <(realpath -- "$patches"/0*-*.patch | grep -v /0000-)
	cp -al -- "$1/." "$entry"
	rm -f -- "$entry/complete"
	(cd -- "$entry" && quietly apply_patches "${applied[@]}") ||
		die "the patches in $patches do not apply"
	build_kernel "${@:2}"
	(cd -- "$entry" && quietly "${kernel_make[@]}" O=build headers) ||
		die "no headers from $entry"
}

use_patched_kernel() { # FRAGMENT...
	local version fragments key

	mapfile -t fragments < <(realpath -- "$@" kernel/vm/gup.config)
	find_version "$source_package"
	use_entry "source/$version" unpack_source "$version"
	key=$(kernel_key "$version" "${fragments[@]}" kernel/vm/gup.sh \
		"$patches"/*.patch)
	use_entry "kernel/$key" make_patched_kernel "$entry" "${fragments[@]}"
	set_kernel
}

# The kernel's own tests of GUP, as the patches have them.
build_selftests() { # ROOT
	local selftests=$kernel/tools/testing/selftests program

	# What the kernel's Makefile finds out: no liburing.
	: >"$run/local_config.h"
	for program in gup_test gup_longterm; do
		ccache gcc -O2 -static -D_GNU_SOURCE \
			-isystem "$kernel_build/usr/include" \
			-isystem "$kernel/tools/include/uapi" \
			-I "$run" -I "$kernel" -I "$selftests" -o "$1/bin/$program" \
			"$selftests/mm/"{"$program",vm_util,thp_settings}.c \
			-lrt -lpthread -lm || die "building $program failed"
	done
}

make_bench_initramfs() {
	local root=$run/root

	rm -rf -- "$run"
	mkdir -p -- "$root"
	ccache gcc -O2 -static -D_GNU_SOURCE -Wall -Wextra -Werror \
		-I "$kernel" -o "$root/init" kernel/vm/gup/bench.c ||
		die 'building kernel/vm/gup/bench.c failed'
	(cd -- "$root" && find . | cpio --quiet -o -H newc -R 0:0) \
		>"$run/initramfs"
}

# With -icount shift=0, a nanosecond of the guest is an instruction.
boot_bench() {
	if ! timeout --foreground --kill-after=10 1200 qemu-system-x86_64 \
		-accel tcg,thread=single -icount shift=0,sleep=off,align=off \
		-cpu max -smp 1 -m 6G -nodefaults -no-reboot -display none \
		-kernel "$kernel_image" -initrd "$run/initramfs" \
		-append 'console=ttyS0 panic=-1 quiet hugepagesz=1G hugepages=1' \
		-serial "file:$run/console.log" </dev/null ||
		! grep -q '^# end' "$run/console.log"; then
		die "the measurements did not end; see $run/console.log"
	fi
}

run_bench() {
	run=$PWD/build/vm/bench
	make_bench_initramfs
	printf '# Measuring; it takes a minute\n'
	boot_bench
	tr -d '\r' <"$run/console.log" |
		/usr/bin/python3 -B kernel/vm/gup/table.py \
			>"$run/results.md" || die 'a result is missing, or not good enough'
	cp -- "$run/results.md" docs/results-gup.md
	cat -- docs/results-gup.md
}
