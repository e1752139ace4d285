// vuoroctl: the arguments of every subcommand, and nothing else.
#include <sys/stat.h>
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "core/base/log.h"
#include "ctl/commands.h"

namespace {

using namespace vuoro;
using namespace vuoro::ctl;

struct Choices {
  ImportOptions import;
  SearchOptions search;
  EnrolOptions enrol;
  StatusOptions status;
  DeviceCodeOptions device_code;
  SiteOptions site;
  BackupOptions backup;
  SelfTestOptions self_test;
  LookOptions look;
  HandOptions hand;
  bool password_stdin = false;
  bool text_stdin = false;
  std::function<Result<Exit>(std::ostream&)> run;
};

const std::vector<std::string> k_formats = {"ptv", "tpr", "demo", "csv"};

void add_login(CLI::App& command, StaffLogin& login, bool& password_stdin) {
  command.add_option("--server", login.server, "The server, https://host:port");
  command.add_option("--ca", login.ca_file, "PEM file of the authority that vouches for the server")
      ->check(CLI::ExistingFile);
  command.add_option("--username", login.username, "Who logs in");
  command.add_flag("--password-stdin", password_stdin, "Read the password from standard input (one line)");
}

void add_import(CLI::App& app, Choices& choices) {
  auto* command =
      app.add_subcommand("import", "Bring content from a file into the server; again: only what changed");
  auto& options = choices.import;
  command
      ->add_option("--format", options.format, "ptv (v11 JSON), tpr (errand services), csv, demo (a folder)")
      ->required()
      ->check(CLI::IsMember(k_formats));
  command->add_option("path", options.paths, "Files, or the demo's folder")
      ->required()
      ->check(CLI::ExistingPath);
  add_login(*command, options.login, choices.password_stdin);
  command->add_flag("--dry-run", options.dry_run, "Read and report only; needs no server");
  command->add_flag("--prune", options.prune,
                    "Remove what this source brought before and does not bring now");
  command->add_flag("--always-open", options.always_open,
                    "demo: open round the clock, so that it can be tried at night");
  command->add_flag("--json", options.as_json, "Report as JSON");
  command->callback(
      [&] { choices.run = [&](std::ostream& out) { return run_import(choices.import, out); }; });
}

void add_search(CLI::App& app, Choices& choices) {
  auto* command = app.add_subcommand("search", "Search services as the terminal does");
  auto& options = choices.search;
  command->add_option("text", options.text, "What a visitor types")->required();
  command->add_option("--lang", options.language, "fi, sv or en")
      ->check(CLI::IsMember({"fi", "sv", "en"}))
      ->capture_default_str();
  auto* database =
      command->add_option("--db", options.database, "A kiosk's kiosk.db")->check(CLI::ExistingFile);
  auto* from = command->add_option("--from", options.from, "Or a content file")
                   ->check(CLI::ExistingPath)
                   ->excludes(database);
  command->add_option("--format", options.format, "The format of --from")
      ->check(CLI::IsMember(k_formats))
      ->needs(from);
  command->add_option("--limit", options.limit, "How many")->check(CLI::Range(1, 200))->capture_default_str();
  command->add_flag("--json", options.as_json, "[{id, name, score}]");
  command->callback(
      [&] { choices.run = [&](std::ostream& out) { return run_search(choices.search, out); }; });
}

void add_devices(CLI::App& app, Choices& choices) {
  auto* enrol = app.add_subcommand("enrol", "Make this machine a device of the installation");
  enrol->add_option("--server", choices.enrol.server, "The server's public address, https://host:8443")
      ->required();
  enrol->add_option("--code", choices.enrol.code, "The code from the console or device-code")->required();
  enrol->add_option("--state", choices.enrol.state_dir, "The device's state folder; made when missing")
      ->required();
  enrol->add_option("--ca", choices.enrol.ca_file, "PEM file of the authority that vouches for the server")
      ->required()
      ->check(CLI::ExistingFile);
  enrol->callback([&] { choices.run = [&](std::ostream& out) { return run_enrol(choices.enrol, out); }; });

  auto* status = app.add_subcommand("status", "Who this device is, and what it holds");
  status->add_option("--state", choices.status.state_dir, "The state folder")
      ->required()
      ->check(CLI::ExistingDirectory);
  status->add_flag("--json", choices.status.as_json, "As JSON");
  status->callback([&] { choices.run = [&](std::ostream& out) { return run_status(choices.status, out); }; });

  auto* code = app.add_subcommand("device-code", "Ask the server for a code with which one device can enrol");
  add_login(*code, choices.device_code.login, choices.password_stdin);
  code->add_option("--site", choices.device_code.site, "The site's name or id")->required();
  code->add_option("--role", choices.device_code.role, "terminal, display or site_server")
      ->required()
      ->check(CLI::IsMember({"terminal", "display", "site_server"}));
  code->add_option("--name", choices.device_code.name, "What people call it")->required();
  code->add_flag("--json", choices.device_code.as_json, "As JSON");
  code->callback(
      [&] { choices.run = [&](std::ostream& out) { return run_device_code(choices.device_code, out); }; });
}

void add_site(CLI::App& app, Choices& choices) {
  auto* site = app.add_subcommand("site", "Who acts for a site: the central server, or the lobby's own")
                   ->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, SiteAct act) {
    auto* command = site->add_subcommand(name, what);
    auto& options = choices.site;
    add_login(*command, options.login, choices.password_stdin);
    command->add_option("--site", options.site, "The site's name or id; may be left out when there is one");
    command->add_flag("--json", options.as_json, "As JSON");
    if (act != SiteAct::show) {
      command->add_flag("--yes", options.yes, "Do it; without this, only what it means is said");
      command->add_option("--wait", options.wait_s, "Seconds to wait for the end of the move")
          ->check(CLI::Range(0, 3600))
          ->capture_default_str();
    }
    command->callback([&choices, act] {
      choices.site.act = act;
      choices.run = [&choices](std::ostream& out) { return run_site(choices.site, out); };
    });
    return command;
  };
  add("status", "Who acts, since when, where a move stands, and when the box was heard", SiteAct::show);
  auto* to_box = add("to-box", "Move it to the lobby's own server", SiteAct::to_box);
  to_box->add_option("--box", choices.site.box, "Its name or device id; may be left out when there is one");
  to_box->add_flag("--forget-what-it-had", choices.site.forget,
                   "A server that was declared lost and has not told what it did never will");
  to_box->add_flag("--although-silent", choices.site.silent,
                   "Also when it is not heard of, or its clock is wrong: nobody acts until it comes");
  add("to-central", "Move it back to the central server", SiteAct::to_central);
  add("box-is-lost", "The lobby's own server is out of service: the central server acts again without it",
      SiteAct::box_is_lost)
      ->add_flag("--although-heard", choices.site.heard,
                 "Also when it was heard of just now: you know that it is switched off");
}

void add_upkeep(CLI::App& app, Choices& choices) {
  auto* backup = app.add_subcommand("backup", "Copy the database of a kiosk or server while it runs");
  backup->add_option("--state", choices.backup.state_dir, "The state folder")
      ->required()
      ->check(CLI::ExistingDirectory);
  backup->add_option("--to", choices.backup.to, "The new file; nothing is overwritten")->required();
  backup->add_flag(
      "--new-sums", choices.backup.new_sums,
      "Another program (the sqlite3 shell) has written to it: its check sums are not asked, the copy "
      "gets new ones");
  backup->callback([&] { choices.run = [&](std::ostream& out) { return run_backup(choices.backup, out); }; });

  auto* test =
      app.add_subcommand("self-test", "Check database, certificate, and on request clock and printer");
  test->add_option("--state", choices.self_test.state_dir, "The state folder")
      ->required()
      ->check(CLI::ExistingDirectory);
  test->add_option("--server", choices.self_test.server, "Compare the clock with this server's");
  test->add_option("--ca", choices.self_test.ca_file, "PEM file of the authority that vouches for the server")
      ->check(CLI::ExistingFile);
  test->add_option("--printer", choices.self_test.printer,
                   "Ask this printer: tcp://host:9100, file:///dev/usb/lp0, serial://…");
  test->add_flag("--json", choices.self_test.as_json, "As JSON");
  test->callback(
      [&] { choices.run = [&](std::ostream& out) { return run_self_test(choices.self_test, out); }; });
}

void add_pin(CLI::App& app, Choices& choices) {
  auto* pin = app.add_subcommand("pin", "Hash a service panel's PIN, read from standard input");
  pin->callback([&] { choices.run = [](std::ostream& out) { return run_pin(std::cin, out); }; });
}

void add_socket(CLI::App& command, std::filesystem::path& socket) {
  command.add_option("--socket", socket, "What the kiosk's configuration has as [remote] socket")
      ->default_val("/run/vuoro/kiosk.sock")
      ->capture_default_str();
}

void add_node(CLI::App& command, kiosk::RemoteAsk& ask) {
  auto* role = command.add_option("--role", ask.role, "The role of the node meant, as look prints it");
  auto* label = command.add_option("--label", ask.label, "… and its label")->needs(role);
  role->needs(label);
  command.add_option("--id", ask.id, "Or its id, from look --json")->excludes(role);
}

void add_screen(CLI::App& app, Choices& choices) {
  using Do = kiosk::RemoteAsk::Do;
  auto* look = app.add_subcommand("look", "What is on a kiosk's screen: the semantic tree as text");
  add_socket(*look, choices.look.socket);
  auto* json = look->add_flag("--json", choices.look.as_json, "As JSON, with ids and rectangles");
  look->add_option("--png", choices.look.png, "The picture instead, into this file; \"-\": standard output")
      ->excludes(json);
  look->callback([&] { choices.run = [&](std::ostream& out) { return run_look(choices.look, out); }; });

  auto& ask = choices.hand.ask;
  const auto add = [&](const char* name, const char* what, Do act) {
    auto* command = app.add_subcommand(name, what);
    add_socket(*command, choices.hand.socket);
    command->callback([&choices, act] {
      choices.hand.ask.what = act;
      choices.run = [&choices](std::ostream&) { return run_hand(choices.hand); };
    });
    return command;
  };
  auto* tap = add("tap", "Touch a kiosk's screen at a place, or in the middle of a node", Do::tap);
  tap->add_option("--at", choices.hand.at, "X,Y in pixels from the upper left corner");
  add_node(*tap, ask);
  auto* act = add("act", "Press a node, or do another of its actions, without a touch", Do::act);
  add_node(*act, ask);
  act->add_option("--action", ask.action, "One of those look prints in braces")->capture_default_str();
  act->add_option("--text", ask.text, "The new text, for set_text");
  auto* type = add("type", "Write as on a physical keyboard", Do::type);
  auto* text = type->add_option("text", ask.text, "What to write");
  type->add_flag("--text-stdin", choices.text_stdin, "Read it from standard input (one line)")
      ->excludes(text);
  auto* key = add("key", "Press another key of it", Do::key);
  key->add_option("key", ask.text, "tab, back-tab, enter, space, escape, up, down, left, right, home, end, …")
      ->required();
}

/// Never from an argument or the environment, where other users of the machine could read it.
void read_password(Choices& choices) {
  if (choices.text_stdin) std::getline(std::cin, choices.hand.ask.text);
  if (!choices.password_stdin) return;
  std::string line;
  std::getline(std::cin, line);
  choices.import.login.password = line;
  choices.device_code.login.password = line;
  choices.site.login.password = line;
}

}  // namespace

int main(int argc, char** argv) {
  log::start("vuoroctl", log::Level::warn);
  ::umask(077);  // a backup holds what the database holds
  CLI::App app("Vuoro's command line for technicians and editors");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 done but records were left out, a check failed or "
      "a move has "
      "not come to its end.");
  Choices choices;
  add_import(app, choices);
  add_search(app, choices);
  add_devices(app, choices);
  add_site(app, choices);
  add_upkeep(app, choices);
  add_pin(app, choices);
  add_screen(app, choices);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Where a command is missed, what stands in its place is none.
    const auto rest = app.remaining(true);
    if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr || rest.empty())
      return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
    std::cerr << "vuoroctl: there is no command \"" << rest.front()
              << "\" here; --help lists those there are\n";
    return static_cast<int>(Exit::usage);
  }
  read_password(choices);
  const auto done = choices.run(std::cout);
  if (done) return static_cast<int>(*done);
  std::cerr << "vuoroctl: " << done.error().to_string() << "\n";
  return static_cast<int>(done.error().code == Errc::invalid_argument ? Exit::usage : Exit::failed);
}
