#pragma once
// The life of one connection: greeting, requests one after the other, limits, goodbye. Server's thread only.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "server/http/connection.h"
#include "server/http/http_server.h"
#include "server/http/rate_limit.h"

namespace vuoro::http {

/// What all connections of a server share.
struct Hall {
  Hall(const ServerOptions& options, Handler& handler, boost::asio::io_context& io);

  const ServerOptions& options;
  Handler& handler;
  boost::asio::io_context& io;
  RateLimit rates;         ///< by address, on the public port
  RateLimit device_rates;  ///< by device
  HttpFigures figures;
  std::map<std::string, std::size_t> by_address;  ///< open connections
  std::set<Connection*> idle;                     ///< between two requests
  std::size_t connections_max = limits::k_connections_max;
  bool stopping = false;
  std::function<void()> on_left;  ///< a connection has ended

  /// Whether one more connection from there is let in.
  [[nodiscard]] bool has_place_for(const std::string& address) const;
};

/// Serves a connection until its end. @param hall  must outlive it.
[[nodiscard]] boost::asio::awaitable<void> serve(Hall& hall, std::unique_ptr<Connection> connection,
                                                 Port port, std::string address);

}  // namespace vuoro::http
