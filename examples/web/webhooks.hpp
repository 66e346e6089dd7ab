#pragma once

#include <httplib.h>

#include <vplatform/webhook.hpp>

namespace web {

/// The request as the library wants it: every header, and the bytes of the body as they came.
[[nodiscard]] vplatform::WebhookRequest webhook_of(const httplib::Request& request);

}  // namespace web
