#!/usr/bin/env bash
# Builds core, command line and benchmarks (no Qt) against the LibTorch of a Python environment with CUDA, checks that
# routers trained on GPU and CPU are worth the same within noise, and measures training on both.
#
#   bash tests/bench/gpu.sh [DEVICE]     DEVICE: cuda (default), or cpu to try the script itself
#
# Needs: python3 with torch 2 and CUDA, cmake 3.24, ninja, g++ 12, and the core packages of packaging/deps-debian.txt
# but libtorch-dev. What it builds and measures goes to build/gpu/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
device=${1:-cuda}
out=build/gpu
bin=$out/bin
mkdir -p "$out"

say() { printf '%s\n' "gpu.sh: $*" >&2; }
die() { say "$*"; exit 1; }

python3 -c 'import torch' 2>/dev/null || die "python3 has no torch: install it (pip install torch), its LibTorch is used."
if [ "$device" = cuda ] && ! python3 -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
    die "this torch sees no CUDA device. Try the script itself with: bash tests/bench/gpu.sh cpu"
fi
prefix=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)')
[ -d "$prefix/Torch" ] || prefix=/usr # Debian's python3-torch leaves LibTorch to libtorch-dev
say "building against $prefix"
cmake -S . -B "$out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DFAIRLEAD_UI=OFF -DCMAKE_PREFIX_PATH="$prefix" > "$out.configure.log" 2>&1 ||
    { tail -20 "$out.configure.log" >&2; die "cmake failed; the whole log is $out.configure.log"; }
cmake --build "$out" --target fairlead-cli fairlead-bench

say "training on cpu and $device"
python3 tests/bench/agreement.py "$bin" "$out" "$device"

for each in cpu "$device"; do
    say "measuring on $each"
    "$bin/fairlead-bench" --only machine,train --device "$each" --json > "$out/bench-$each.json" || [ $? -eq 3 ]
done
say "done: $out/bench-cpu.json, $out/bench-$device.json"
