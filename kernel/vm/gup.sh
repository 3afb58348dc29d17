# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# The kernel's own tests of GUP, and what the patched functions cost.

# As the kernel's Makefile does it: where the sources are, as gup_longterm makes
# a file that is called after its own.
build_selftest() { # OUT PROGRAM
	local out

	out=$(realpath -- "$1")
	(
		cd -- "$kernel/tools/testing/selftests/mm" &&
			ccache gcc -O2 -static -D_GNU_SOURCE= \
				-isystem "$kernel_build/usr/include" \
				-isystem "$kernel/tools/include/uapi" \
				-I "$run" -I "$kernel" -I .. -o "$out" \
				"$2.c" vm_util.c thp_settings.c \
				-lrt -lpthread -lm
	) || die "building $2 failed"
}

# The kernel's own tests of GUP, as the patches have them.
build_selftests() { # ROOT
	local program

	# What the kernel's Makefile finds out: no liburing.
	: >"$run/local_config.h"
	for program in gup_test gup_longterm; do
		build_selftest "$1/bin/$program" "$program"
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
