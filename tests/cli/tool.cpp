#include "tool.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "vplatform/curl_transport.hpp"

namespace cli_test {

namespace {

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Starts the tool with its three streams where they are told to be.
pid_t start(const Arguments& arguments, const Variables& variables, int in, int out, int err) {
  std::vector<std::string> words{VPLATFORM_TOOL};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> pairs;
  for (const auto& [name, value] : variables) pairs.push_back(name + "=" + value);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (auto& pair : pairs) environment.push_back(pair.data());
  environment.push_back(nullptr);

  const pid_t process = fork();
  if (process != 0) return process;
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execve(VPLATFORM_TOOL, argv.data(), environment.data());
  _exit(127);
}

int exit_code_of(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int open_file(const std::string& path, int how) {
  const int file = open(path.c_str(), how | O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot open " + path);
  return file;
}

}  // namespace

vplatform::spi::Json Run::json() const {
  auto value = vplatform::spi::Json::parse(out);
  return value ? *value : vplatform::spi::Json();
}

File::File(const std::string& text) {
  const char* folder = std::getenv("TMPDIR");
  path_ = std::string(folder != nullptr ? folder : "/tmp") + "/vplatform-test-XXXXXX";
  const int file = mkstemp(path_.data());
  if (file < 0) throw std::runtime_error("cannot make a temporary file");
  close(file);
  std::ofstream(path_, std::ios::binary) << text;
}

File::~File() {
  std::remove(path_.c_str());
}

Run run(const Arguments& arguments, const Variables& variables, const std::string& input) {
  const File in(input);
  const File out("");
  const File err("");
  const int files[] = {open_file(in.path(), O_RDONLY), open_file(out.path(), O_WRONLY),
                       open_file(err.path(), O_WRONLY)};
  const pid_t process = start(arguments, variables, files[0], files[1], files[2]);
  for (const int file : files) close(file);
  Run result;
  result.exit_code = exit_code_of(process);
  result.out = read_file(out.path());
  result.err = read_file(err.path());
  return result;
}

Emulators::Emulators(const Arguments& more) {
  int line[2];
  if (pipe(line) != 0) throw std::runtime_error("no pipe");
  const int nothing = open_file("/dev/null", O_RDWR);
  Arguments arguments{"emulate", "--daily", "0", "--whereby", "0", "--livekit", "0", "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  process_ = start(arguments, {}, nothing, line[1], nothing);
  close(line[1]);
  close(nothing);
  std::string text;
  for (char byte = 0; read(line[0], &byte, 1) == 1 && byte != '\n';) text += byte;
  close(line[0]);

  const auto said = vplatform::spi::Json::parse(text);
  if (!said) throw std::runtime_error("vplatform emulate said nothing that can be read");
  config_ = (*said)["config"].dump();
  for (const auto& item : (*said)["items"].items()) {
    for (const auto& [name, value] : item["variables"].members()) variables_[name] = value.text_or("");
    urls_[item["platform"].text_or("")] = item["url"].text_or("");
  }
  network_ = vplatform::make_curl_transport();
}

vplatform::spi::Json Emulators::play(const std::string& kind, const std::string& what,
                                     const std::string& arguments) const {
  return control(kind, "POST", "play/" + what, arguments);
}

vplatform::spi::Json Emulators::control(const std::string& kind, const std::string& method,
                                        const std::string& path, const std::string& body) const {
  const vplatform::HttpRequest request{
      .method = method, .url = url(kind) + "/_emulator/" + path, .body = body};
  const auto answer = network_->send(request, {});
  if (!answer) throw std::runtime_error("no answer from the emulator of " + kind);
  auto json = vplatform::spi::Json::parse(answer->body);
  return json ? *json : vplatform::spi::Json();
}

Emulators::~Emulators() {
  if (process_ > 0) (void)stop();
}

int Emulators::stop() {
  network_.reset();  // the emulators wait for idle connections
  kill(process_, SIGTERM);
  const int code = exit_code_of(process_);
  process_ = -1;
  return code;
}

bool holds(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

std::string ref_of(const vplatform::spi::Json& meeting) {
  const auto id = meeting["id"].text_or("");
  const auto room = meeting["room"].text_or("");
  return meeting["platform"].text_or("") + "/" + id + (room == id ? "" : "#" + room);
}

std::string room_of(const std::string& ref) {
  const auto hash = ref.find('#');
  return ref.substr((hash == std::string::npos ? ref.find('/') : hash) + 1);
}

Run World::call(Arguments arguments, const std::string& input) const {
  arguments.insert(arguments.end(), {"--config", config.path(), "--json"});
  auto result = run(arguments, emulators.variables(), input);
  for (const auto& [name, secret] : emulators.variables()) {
    if (holds(result.out + result.err, secret)) throw std::runtime_error("the tool has shown " + name);
  }
  return result;
}

Run World::show(Arguments arguments) const {
  arguments.insert(arguments.end(), {"--config", config.path()});
  return run(arguments, emulators.variables());
}

std::string World::meeting_on(const std::string& instance) const {
  const auto made = call({"create", "--room", "standup", "--on", instance, "--ends-in", "1h"});
  if (made.exit_code != 0) throw std::runtime_error("no meeting: " + made.err);
  return ref_of(made.json());
}

}  // namespace cli_test
