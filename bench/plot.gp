# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# usage: gnuplot -e "data = 'FILE'" bench/plot.gp >FILE.svg
# Bytes for a run, and the time to append an OS page, by mean length of runs.
set terminal svg size 1120,440 font "DejaVu Sans,13" background "white"
set multiplot layout 1,2 margins 0.06,0.79,0.14,0.91 spacing 0.07,0

array name[10] = ["pfnpack", "pfn batch", "bio vec", "scatterlist", "pairs", \
	"phyr", "hmm pfn", "page *", "CRoaring (sorted)", "byte deltas"]
array colour[10] = ["#d55e00", "#0072b2", "#56b4e9", "#009e73", "#882255", \
	"#cc79a7", "#e69f00", "#000000", "#888888", "#bbbbbb"]
width(i) = i == 1 ? 4 : 1.8
dash(i) = i == 8 ? 2 : 1

set logscale xy
set xrange [0.9:600]
set xtics ("1" 1, "2" 2, "4" 4, "16" 16, "64" 64, "512" 512) nomirror
set ytics nomirror
set border 3
set grid ytics lc "#dddddd"
set xlabel "mean run, OS pages"

set key at screen 0.99,0.53 right center vertical Left reverse spacing 1.4
set title "bytes per run"
set yrange [1:5000]
set ytics ("1" 1, "4" 4, "8" 8, "16" 16, "32" 32, "128" 128, "512" 512, "4096" 4096)
plot for [i = 1:10] data index i - 1 using 1:2 with linespoints \
	lc rgb colour[i] lw width(i) dt dash(i) pt 7 ps 0.5 title name[i]

unset key
set title "ns to append an OS page, one a call"
unset logscale y
set yrange [0:*]
set ytics auto
plot for [i = 10:1:-1] data index i - 1 using 1:3 with linespoints \
	lc rgb colour[i] lw width(i) dt dash(i) pt 7 ps 0.5 notitle
unset multiplot
