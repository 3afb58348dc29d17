#!/bin/bash -eu
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
exec "$SRC/pfnpack/fuzz/oss-fuzz/build.sh"
