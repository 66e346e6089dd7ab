#include "jobs.hpp"

namespace bench {

namespace {

std::vector<Job>& all_jobs() {
  static std::vector<Job> all;
  return all;
}

std::vector<std::pair<std::string, std::function<std::string()>>>& all_shows() {
  static std::vector<std::pair<std::string, std::function<std::string()>>> all;
  return all;
}

}  // namespace

Add::Add(Job job) {
  all_jobs().push_back(std::move(job));
}

Show::Show(std::string name, std::function<std::string()> text) {
  all_shows().emplace_back(std::move(name), std::move(text));
}

const std::vector<Job>& jobs() {
  return all_jobs();
}

const std::vector<std::pair<std::string, std::function<std::string()>>>& shows() {
  return all_shows();
}

}  // namespace bench
