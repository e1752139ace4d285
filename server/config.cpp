#include "server/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <set>

namespace vuoro {
namespace {

Error error_at(const toml::node& node, const std::string& key, std::string_view what) {
  return {Errc::invalid_argument, fmt::format("line {}: {}: {}", node.source().begin.line, key, what)};
}

/// Reads the keys of one table; what is left over is unknown.
class Table {
 public:
  Table(const toml::table* table, std::string name) : table_(table), name_(std::move(name)) {}

  template <class T>
  void read(std::string_view key, T& out) {
    known_.insert(std::string(key));
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node == nullptr || error_) return;
    const std::string path = name_.empty() ? std::string(key) : name_ + "." + std::string(key);
    if constexpr (std::is_same_v<T, std::string>) {
      if (const auto* text = node->as_string())
        out = text->get();
      else
        error_ = error_at(*node, path, "expected a text");
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
      if (const auto* text = node->as_string())
        out = text->get();
      else
        error_ = error_at(*node, path, "expected a path");
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      const auto* array = node->as_array();
      if (array == nullptr) {
        error_ = error_at(*node, path, "expected a list of texts");
        return;
      }
      out.clear();
      for (const auto& entry : *array) {
        if (const auto* text = entry.as_string())
          out.push_back(text->get());
        else
          error_ = error_at(entry, path, "expected a text");
      }
    } else if constexpr (std::is_floating_point_v<T>) {
      const auto number = node->value<double>();
      if (!number || !node->is_number() || *number < 1 || *number > 1e6)
        error_ = error_at(*node, path, "a number from 1 to 1000000");
      else
        out = *number;
    } else {
      constexpr std::int64_t k_most = sizeof(T) == 2 ? 65535 : 1'000'000;
      const auto* number = node->as_integer();
      if (number == nullptr || number->get() < 0 || number->get() > k_most) {
        error_ = error_at(*node, path, fmt::format("a whole number from 0 to {}", k_most));
      } else {
        out = static_cast<T>(number->get());
      }
    }
  }

  /// A table below this one; empty when absent.
  Table below(std::string_view key) {
    known_.insert(std::string(key));
    const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
    if (node != nullptr && !node->is_table() && !error_)
      error_ = error_at(*node, std::string(key), "expected a table");
    return {node == nullptr ? nullptr : node->as_table(), std::string(key)};
  }

  Result<void> finish() {
    if (error_) return fail(*error_);
    if (table_ == nullptr) return {};
    for (const auto& [key, node] : *table_) {
      if (known_.contains(std::string(key.str()))) continue;
      return fail(error_at(node,
                           name_.empty() ? std::string(key.str()) : name_ + "." + std::string(key.str()),
                           "unknown key"));
    }
    return {};
  }

 private:
  const toml::table* table_;
  std::string name_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace

Result<ServerConfig> parse_server_config(std::string_view text) {
  toml::table parsed;
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(Errc::parse, fmt::format("line {}: {}", error.source().begin.line, error.description()));
  }
  ServerConfig config;
  Table root(&parsed, "");
  root.read("state", config.state);
  root.read("web", config.web);
  root.read("names", config.names);
  root.read("upstream", config.upstream);
  root.read("upstream_ca", config.upstream_ca);
  root.read("follow_url", config.follow_url);
  Table listen = root.below("listen");
  listen.read("address", config.address);
  listen.read("public_port", config.public_port);
  listen.read("device_port", config.device_port);
  Table tls = root.below("tls");
  tls.read("certificate", config.certificate);
  tls.read("key", config.key);
  tls.read("server_ca", config.server_ca);
  Table limit = root.below("limits");
  limit.read("requests_per_second", config.requests_per_second);
  limit.read("requests_burst", config.requests_burst);
  limit.read("connections_per_address", config.connections_per_address);
  VUORO_TRY(root.finish());
  VUORO_TRY(listen.finish());
  VUORO_TRY(tls.finish());
  VUORO_TRY(limit.finish());
  if (config.certificate.empty() != config.key.empty()) {
    return fail(Errc::invalid_argument, "tls: certificate and key belong together");
  }
  if (!config.upstream.empty() && !config.upstream.starts_with("https://")) {
    return fail(Errc::invalid_argument, "upstream: an address that begins with https://");
  }
  if (config.upstream.empty() != config.upstream_ca.empty()) {
    return fail(Errc::invalid_argument, "upstream and upstream_ca belong together");
  }
  if (!config.follow_url.empty() && (config.upstream.empty() || !config.follow_url.ends_with("/t/"))) {
    return fail(Errc::invalid_argument, "follow_url: of a server with an upstream, and it ends with /t/");
  }
  return config;
}

}  // namespace vuoro
