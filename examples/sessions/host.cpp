// A host on the component sessions.
// usage: sessions_host CONFIG STORE, for example: sessions_host vplatform.json sqlite:meetings.db

// [host]
#include <iostream>
#include <thread>
#include <vplatform/sessions/inbox.hpp>
#include <vplatform/sessions/reconciler.hpp>
#include <vplatform/sessions/sessions.hpp>
#include <vplatform/vplatform.hpp>

using namespace vplatform;

int failed(const Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Registry registry;
  add_builtin_platforms(registry);
  auto factory =
      PlatformFactory::open(std::move(registry), Config::from_file(argv[1]), make_curl_transport());
  if (!factory) return failed(factory.error());
  const auto store = sessions::Store::open(argv[2]);
  if (!store) return failed(store.error());
  const sessions::Backend backend{*store, std::make_shared<const PlatformFactory>(*std::move(factory)), {}};
  const sessions::Sessions sessions(backend);
  const sessions::WebhookEndpoint webhooks(backend);  // for your server: webhooks.handle(instance, request)
  const std::jthread worker([inbox = sessions::Inbox(backend)](std::stop_token stop) { inbox.run(stop); });
  const std::jthread watch([all = sessions::Reconciler(backend)](std::stop_token stop) { all.run(stop); });
  // The same key again, also after a crash, is the same session.
  const auto made = sessions.create({.owner = "ada", .room = {.id = "board"}, .request_key = "booking-17"});
  if (!made) return failed(made.error());
  const auto answer = sessions.admit({.join_code = made->join_code, .name = "Grace", .caller = "192.0.2.1"});
  if (!answer) return failed(answer.error());
  std::cout << "Grace: " << to_string(answer->reason) << '\n';  // `answer->grant` is what her page needs
  const auto over = sessions.end(made->id);
  if (!over) return failed(over.error());
  for (const auto& one : over->ending)
    std::cout << to_string(one.step) << ": " << to_string(one.state) << '\n';
}
// [host]
