#pragma once
// The life of one connection: greeting, requests one after the other, limits, goodbye. Server's thread only.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
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

  /// Waits for its turn to begin with TLS. One newcomer begins each time the connections that have something
  /// to read have had theirs, the newest first: when thousands come back at once, those that have begun come
  /// to their end, and who has waited longest is about to give up and to come again after a rest.
  [[nodiscard]] boost::asio::awaitable<void> turn_to_begin(const Connection& connection);
  /// Forgets who waits for a turn.
  void send_newcomers_away() { newcomers_.clear(); }

  /// Whether one more connection from there is let in.
  [[nodiscard]] bool has_place_for(const std::string& address) const;

 private:
  struct Newcomer {
    const Connection* connection;
    std::function<void()> begin;
  };
  void let_one_begin();
  std::deque<Newcomer> newcomers_;  ///< the newest last
};

/// Serves a connection until its end. @param hall  must outlive it.
[[nodiscard]] boost::asio::awaitable<void> serve(Hall& hall, std::unique_ptr<Connection> connection,
                                                 Port port, std::string address);

}  // namespace vuoro::http
