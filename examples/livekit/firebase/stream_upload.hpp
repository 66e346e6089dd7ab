#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vplatform/result.hpp>
#include <vplatform/spi/http.hpp>

#include "shared_folder.hpp"

namespace controller::firebase {

/// Puts the bytes of a file from an offset on to an address, straight from the disk: recordings are larger
/// than memory. An answer of any status is success. Errors: `unavailable` for a transfer that broke off or
/// stalled, `cancelled`, those of the file. The address is a right to write and is in no error.
[[nodiscard]] vplatform::Result<vplatform::HttpResponse> put_file(const std::string& url,
                                                                  const SharedFile& file, std::uint64_t from,
                                                                  std::stop_token stop);

}  // namespace controller::firebase
