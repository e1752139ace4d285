// vuoro-server: the command line.

#include <sys/stat.h>
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/share_dir.h"
#include "server/admin.h"
#include "server/serve.h"

namespace vuoro {
namespace {

struct Flags {
  std::string config;
  std::string state;
  std::string web;
  std::string listen;
  int public_port = -1;
  int device_port = -1;
  std::string port_file;
  bool debug = false;
  bool password_stdin = false;  ///< always so; the flag says it where it is used
  // staff add
  std::string username;
  std::string display_name;
  std::vector<std::string> roles;
  std::vector<std::string> organizations;
  // device-code
  std::string site;
  std::string role = "terminal";
  std::string name;
  // join, site move
  std::string public_url;
  std::string enrol_code;
  SiteMove move;
  bool to_central = false;
  // seed
  std::string demo;
  bool always_open = false;
  std::string follow_url;
};

Result<ServerConfig> configuration(const Flags& flags) {
  ServerConfig config;
  // Without the file `staff add` would make a second database beside the one that is served.
  std::string file = flags.config;
  std::error_code ignored;
  if (file.empty() && flags.state.empty() && std::filesystem::exists(k_usual_config, ignored)) {
    file = k_usual_config;
  }
  if (!file.empty()) {
    VUORO_ASSIGN(const std::string text, read_file(file, 1 << 20));
    auto parsed = parse_server_config(text);
    if (!parsed) return fail(parsed.error().with(file));
    config = std::move(*parsed);
  }
  if (!flags.state.empty()) config.state = flags.state;
  if (!flags.web.empty()) config.web = flags.web;
  if (config.web.empty() && std::filesystem::exists(share_dir() / "web" / "index.html", ignored)) {
    config.web = share_dir() / "web";
  }
  if (!flags.listen.empty()) config.address = flags.listen;
  if (flags.public_port >= 0) config.public_port = static_cast<std::uint16_t>(flags.public_port);
  if (flags.device_port >= 0) config.device_port = static_cast<std::uint16_t>(flags.device_port);
  return config;
}

Result<void> serve(const Flags& flags) {
  VUORO_ASSIGN(const auto config, configuration(flags));
  static const SystemClock clock;
  static SystemRandom random;
  VUORO_ASSIGN(const auto server, Server::create(config, clock, random));
  server->stop_on_signals();
  if (!flags.port_file.empty()) {
    const json::object ports{{"public_port", server->public_port()},
                             {"device_port", server->device_port()},
                             {"server_ca", server->server_ca_file().string()}};
    VUORO_TRY(write_file_durably(flags.port_file, json::serialize(ports) + "\n"));
  }
  server->run();
  return {};
}

Result<std::string> password_from_stdin() {
  std::string password;
  std::getline(std::cin, password);
  if (password.empty()) return fail(Errc::invalid_argument, "no password on standard input");
  return password;
}

/// How a command comes by the state folder.
using Open = decltype(&open_state);

/// @param open  open_state() for what may prepare a new server, open_used_state() for what may not
Result<void> administer(const Flags& flags, Open open,
                        const std::function<Result<json::value>(State&)>& act) {
  VUORO_ASSIGN(const auto config, configuration(flags));
  const SystemClock clock;
  SystemRandom random;
  VUORO_ASSIGN(const auto state, open(config, clock, random));
  VUORO_ASSIGN(const auto answer, act(*state));
  std::cout << json::serialize(answer) << std::endl;
  return {};
}

Result<void> begin_with_nothing(const Flags& flags) {
  VUORO_ASSIGN(const auto config, configuration(flags));
  VUORO_TRY(begin_anew(config));
  std::cout << json::serialize(json::object{{"state", config.state.string()}}) << std::endl;
  return {};
}

/// Exit code (sysexits' EX_CONFIG): it would fail again until somebody has put something right, as a database
/// that is missing. packaging/systemd does not start it again then, least of all while a backup is being
/// copied.
constexpr int k_needs_somebody = 78;
constexpr int k_usage = 2;  ///< wrong arguments, as vuoroctl says it

int run(int argc, char** argv) {
  Flags flags;
  CLI::App app("The server of Vuoro, self-service lobby software");
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.add_option("--config", flags.config,
                 "TOML configuration; /etc/vuoro/server.toml when it exists and there is no --state");
  app.add_option("--state", flags.state, "state folder: database, keys, certificates");
  app.add_option("--web", flags.web, "folder of the built web console");
  app.add_option("--listen", flags.listen, "address to listen on");
  app.add_option("--public-port", flags.public_port, "for browsers, phones and enrolment; 0: any free one")
      ->check(CLI::Range(0, 65535));
  app.add_option("--device-port", flags.device_port, "for devices; 0: any free one")
      ->check(CLI::Range(0, 65535));
  app.add_option("--port-file", flags.port_file, "write the ports here as JSON once they are open");
  app.add_flag("--debug", flags.debug, "log more");
  app.set_version_flag("--version", "vuoro-server 0.1.0");
  app.add_subcommand("serve", "serve (this is the default)");
  auto* staff = app.add_subcommand("staff", "staff members")->require_subcommand(1);
  auto* staff_add = staff->add_subcommand("add", "add or change one; the password comes by standard input");
  staff_add->add_option("--username", flags.username)->required();
  staff_add->add_option("--display-name", flags.display_name);
  staff_add->add_option("--roles", flags.roles, "clerk, supervisor, technician, editor, manager")
      ->required()
      ->delimiter(',');
  staff_add
      ->add_option("--organizations", flags.organizations,
                   "whose queues these clerks see and act on, by key, name or id; left out: all")
      ->delimiter(',');
  staff_add->add_option("--site", flags.site, "the only site they work at, its id; left out: all");
  staff_add->add_flag("--password-stdin", flags.password_stdin,
                      "read the password from standard input (always so)");
  auto* code = app.add_subcommand("device-code", "a one-time code for enrolling a device");
  code->add_option("--site", flags.site, "its id; may be left out when there is one site");
  code->add_option("--role", flags.role, "terminal, display or site_server");
  code->add_option("--name", flags.name)->required();
  auto* join = app.add_subcommand("join", "make this the server of one site of its upstream");
  join->add_option("--public-url", flags.public_url, "the upstream's public port, https://central:8443")
      ->required();
  join->add_option("--code", flags.enrol_code, "a device-code of the role site_server")->required();
  auto* site = app.add_subcommand("site", "who acts for a site")->require_subcommand(1);
  auto* site_move =
      site->add_subcommand("move", "at the central server: give a site to its own server, or take it back");
  site_move->add_option("--site", flags.move.site_id, "its id; may be left out when there is one site");
  auto* to = site_move->add_option_group("to");
  to->add_option("--to-device", flags.move.device_id, "the site server's device id");
  to->add_flag("--to-central", flags.to_central, "ask the site server to give the site back");
  to->add_flag("--box-is-lost", flags.move.box_is_lost,
               "the site server is out of service for good: act again without it");
  to->require_option(1);
  site_move->add_flag(
      "--forget-what-it-had", flags.move.all_the_same.forget_lost,
      "with --to-device: a server that was declared lost and has not told what it did never will");
  site_move->add_flag("--although-silent", flags.move.all_the_same.silent,
                      "with --to-device: also when it is not heard of, or its clock is wrong");
  site_move->add_flag(
      "--although-heard", flags.move.although_heard,
      "with --box-is-lost: also when it was heard of just now; you know that it is switched off");
  auto* anew = app.add_subcommand(
      "begin-anew", "the database of this state folder is lost and there is no backup: make an empty one");
  auto* clock = app.add_subcommand(
      "clock-is-right",
      "the server refuses to act since its books are ahead of its clock: the clock is right");
  auto* seed =
      app.add_subcommand("seed", "bring in demo content; the staff's password comes by standard input");
  seed->add_option("--demo", flags.demo, "folder of the demo content")->required();
  seed->add_flag("--always-open", flags.always_open, "open day and night");
  seed->add_option("--follow-url", flags.follow_url, "address of the follow page without its token");
  seed->add_flag("--password-stdin", flags.password_stdin,
                 "read the password from standard input (always so)");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : k_usage;
  }

  log::start("vuoro-server", flags.debug ? log::Level::debug : log::Level::info);
  Result<void> done;
  if (staff_add->parsed()) {
    done = administer(flags, open_state, [&](State& state) -> Result<json::value> {
      VUORO_ASSIGN(const auto password, password_from_stdin());
      return add_staff(state, {flags.username, flags.display_name, flags.roles, flags.organizations,
                               flags.site, password});
    });
  } else if (code->parsed()) {
    done = administer(flags, open_used_state, [&](State& state) {
      return make_device_code(state, flags.site, flags.role, flags.name);
    });
  } else if (join->parsed()) {
    done = administer(flags, open_state, [&](State& state) -> Result<json::value> {
      VUORO_ASSIGN(const auto config, configuration(flags));
      return join_upstream(state, config, flags.public_url, flags.enrol_code);
    });
  } else if (site_move->parsed()) {
    done = administer(flags, open_used_state, [&](State& state) { return move_site(state, flags.move); });
  } else if (anew->parsed()) {
    done = begin_with_nothing(flags);
  } else if (clock->parsed()) {
    done = administer(flags, open_used_state, trust_clock);
  } else if (seed->parsed()) {
    done = administer(flags, open_state, [&](State& state) -> Result<json::value> {
      VUORO_ASSIGN(const auto password, password_from_stdin());
      return seed_demo(state, {flags.demo, flags.always_open, password, flags.follow_url});
    });
  } else {
    done = serve(flags);
  }
  if (done) return 0;
  log::error("failed", {{"error", done.error().to_string()}});
  if (app.get_subcommands().size() == 1 && !app.got_subcommand("serve")) {
    std::cerr << "vuoro-server: " << done.error().message << "\n";  // a person reads this, not a journal
  }
  const Errc why = done.error().code;
  return why == Errc::not_found || why == Errc::invalid_argument || why == Errc::parse ? k_needs_somebody : 1;
}

}  // namespace
}  // namespace vuoro

int main(int argc, char** argv) {
  // A peer that hangs up is an error of that write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  ::umask(077);  // names and hashes are nobody else's to read, whoever made the state folder
  return vuoro::run(argc, argv);
}
