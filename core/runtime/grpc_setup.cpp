// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/grpc_setup.h"

#include <grpc/support/log.h>

namespace splitscope {

void quietGrpc()
{
    gpr_set_log_function([](gpr_log_func_args *) {});
}

} // namespace splitscope
