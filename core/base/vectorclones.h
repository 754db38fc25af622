#pragma once

/// On a function whose loops make whole vectors: compiled for the vectors of newer processors as well, and chosen when
/// the program is loaded. Each lane is computed as without it, so results do not depend on the processor (AVX2 and
/// AVX-512 here come without fused multiply-add).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) &&                \
    !defined(__SANITIZE_ADDRESS__)
#define FAIRLEAD_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define FAIRLEAD_VECTOR_CLONES
#endif
