// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/compute_setup.h"
#include "core/model/model.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>
#include <malloc.h>

#include <cstdlib>

namespace splitscope {

namespace {

bool hasAvx512()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}

} // namespace

bool prepareCompute()
{
    // LibTorch 1.13 knows AVX-512 but uses it only where it is told to, and does not check that the CPU has it. What
    // the environment says already stands.
    if (hasAvx512())
        setenv("ATEN_CPU_CAPABILITY", "avx512", /*overwrite=*/0);
#if defined(__GLIBC__)
    // Activations are allocated and freed many times a frame: by default those above 128 KiB go back to the kernel each
    // time and come back as zeroed pages, which costs more than the operations that write to them.
    mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024); // the most that glibc takes
    mallopt(M_TRIM_THRESHOLD, 512 * 1024 * 1024);
#endif
    return true;
}

void setComputeThreads(int threads)
{
    prepareCompute(); // a program that only trains holds no tensor_conversion.cpp, and would compute other bits
    at::set_num_threads(threads);
    // Looked up at run time: LibTorch links to libblas.so.3, which may or may not be OpenBLAS.
    if (auto *set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        set(threads);
}

bool fastBlasLoaded()
{
    return dlsym(RTLD_DEFAULT, "openblas_get_config") || dlsym(RTLD_DEFAULT, "MKL_Get_Max_Threads")
        || dlsym(RTLD_DEFAULT, "bli_init");
}

} // namespace splitscope
