# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# Booting $kernel_image with $run/initramfs.

qemu() { # SECONDS ACCELERATOR APPEND OPTION...
	local append='console=ttyS0 panic=-1 no_timer_check log_buf_len=8M'
	local memory=2G movable='cma=64M'

	# More of what is not to be pinned for long, and each in its own place.
	if [ "$patched" ]; then
		memory=2304M
		movable='cma=512M@512M movablecore=768M'
	fi
	# Linux forgets for a moment that it has la57, and KASAN complains of
	# the interrupts in it.  On a machine that is busy, interrupts may come
	# too late for the check of timers.
	timeout --foreground --kill-after=10 "$1" qemu-system-x86_64 \
		-accel "$2" -cpu max,la57=off -smp 2 -m "$memory" \
		-nodefaults -no-reboot -display none \
		-kernel "$kernel_image" -initrd "$run/initramfs" \
		-append "$append $movable $3" \
		"${@:4}"
}

# A whole boot: some machines have a /dev/kvm with which kernels do not run.
kvm_works() {
	local hello=$run/hello

	[ -w /dev/kvm ] || return 1
	mkdir -p -- "$hello/bin"
	cp -- "$run/root/bin/busybox" "$hello/bin"
	printf '#!/bin/busybox sh\n/bin/busybox poweroff -f\n' >"$hello/init"
	chmod +x -- "$hello/init"
	(cd -- "$hello" && find . | cpio --quiet -o -H newc -R 0:0) \
		>"$run/hello.cpio"
	qemu 20 kvm '' -initrd "$run/hello.cpio" -serial "file:$run/kvm.log" \
		</dev/null >/dev/null 2>&1 &&
		grep -q 'Run /init' "$run/kvm.log"
}

# Set `accelerator`, found out once for a kernel while this machine is up.
find_accelerator() {
	local boot verdict

	read -r boot </proc/sys/kernel/random/boot_id
	verdict=$kernel/accelerator-$boot
	if [ ! -s "$verdict" ]; then
		if kvm_works; then
			printf 'kvm\n'
		else
			printf 'tcg,thread=multi\n'
		fi >"$run/accelerator"
		mv -- "$run/accelerator" "$verdict"
	fi
	read -r accelerator <"$verdict"
}

boot_shell() {
	find_accelerator
	qemu 24h "$accelerator" "pfnpack_vm_shell quiet" -serial mon:stdio
}

# What the kernel said last, as comments in the stream.
show_console() {
	printf '# The end of %s:\n' "$run/console.log"
	tail -n 40 -- "$run/console.log" | tr -d '\r' | sed 's/^/# /'
}

# Run the tests; print their TAP, and what it comes to.  Sets `failed`.
boot_tests() { # SECONDS
	local status=0 verdict words environment=

	# What the kernel does not know, it gives to init.
	[ "$long" -eq 0 ] || environment=PFNPACK_LONG=yes
	find_accelerator
	: >"$run/console.log"
	qemu "$1" "$accelerator" "$environment" \
		-serial "file:$run/console.log" -serial stdio </dev/null 2>"$run/qemu.log" |
		busybox awk -v verdict="$run/verdict" -f "$guest/tap.awk" ||
		status=$?
	read -r verdict words <"$run/verdict"
	if [ "$status" -ne 0 ]; then
		verdict=broken
		words="QEMU ended with status $status, $1 s are allowed; $words"
		sed 's/^/# /' "$run/qemu.log"
	fi
	[ "$verdict" != broken ] || show_console
	[ "$verdict" = pass ] || failed=yes
	printf '# %s: %s (%s; console in %s)\n' "$verdict" "$words" \
		"$accelerator" "$run/console.log"
}
