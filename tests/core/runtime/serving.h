// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"
#include "core/runtime/edge_server.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>

namespace splitscope::testing {

/// Opens in this process: what a test makes need not be tried in another first.
inline std::shared_ptr<const Model> openHere(const std::filesystem::path &file, const ModelOptions &options)
{
    return Model::open(file, options);
}

/// For an edge server in this process, on a free port.
inline EdgeServerOptions servingOptions(const QTemporaryDir &models)
{
    EdgeServerOptions options;
    options.models = models.path().toStdString();
    options.listen = "127.0.0.1:0";
    options.opener = openHere;
    return options;
}

} // namespace splitscope::testing
