// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/plan.h"

#include <array>

namespace splitscope {

std::string_view termSourceName(TermSource::Kind kind)
{
    constexpr std::array<std::string_view, 5> names{"measured", "imported", "preset", "modelled", "unknown"};
    return names.at(static_cast<std::size_t>(kind));
}

} // namespace splitscope
