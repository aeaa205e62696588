// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/stream_source.h"

namespace splitscope {

namespace {

constexpr int openTimeoutMs = 5000;
constexpr int readTimeoutMs = 3000;

/// An address as it may be shown and logged: passwords stay out of titles, reports and screenshots.
std::string withoutCredentials(const std::string &address)
{
    const auto host = address.find("://") + 3;
    const auto at = address.substr(0, address.find('/', host)).rfind('@');
    return at == std::string::npos || at < host ? address : address.substr(0, host) + address.substr(at + 1);
}

} // namespace

StreamSource::StreamSource(const std::string &address)
    : m_shownAddress(withoutCredentials(address))
    , m_capture(
          [address](cv::VideoCapture &capture) {
              return capture.open(address, cv::CAP_FFMPEG,
                  {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, openTimeoutMs, cv::CAP_PROP_READ_TIMEOUT_MSEC, readTimeoutMs});
          },
          {ErrorCode::StreamStopped, {{"source", m_shownAddress}}})
{
}

} // namespace splitscope
