// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

namespace splitscope {

void setComputeThreads(int threads)
{
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
