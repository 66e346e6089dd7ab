#pragma once

#include <httplib.h>

#include <vplatform/join.hpp>

namespace meeting_server {

/// What our own pages may load: what is ours.
void set_content_policy(httplib::Response& response);
/// The page of a room: also the hosts that the grant names, for what its kind needs them.
void set_content_policy(httplib::Response& response, const vplatform::JoinGrant& grant);

}  // namespace meeting_server
