#pragma once
// The kiosk's configuration: one TOML file, read strictly. kiosk/kiosk.example.toml shows every key.

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "drivers/keypad/keypad.h"

namespace vuoro::kiosk {

enum class KioskRole { terminal, display };

struct KioskConfig {
  KioskRole role = KioskRole::terminal;
  std::filesystem::path state_dir;     ///< enrolment, database
  std::vector<std::string> languages;  ///< instead of the site's; empty: the site's
  std::string theme = "standard";      ///< a name of share/vuoro/themes
  std::string log_level = "info";

  struct Server {
    std::string device_url;         ///< "https://host:8444"
    std::filesystem::path ca_file;  ///< the only authority trusted for the server
  } server;

  struct Window {
    bool fullscreen = false;
    int width = 1080;
    int height = 1920;
    int display = 0;
    double px_per_mm = 0;      ///< 0: what the panel says of itself, else the usual panel
    double lower_edge_mm = 0;  ///< of the screen, from the floor; 0: not known
    bool hide_pointer = false;
    std::string renderer = "auto";  ///< who paints: "auto", "cpu", "gpu"
  } window;

  struct Visit {
    std::chrono::seconds idle{60};
    std::chrono::seconds warning{30};
  } visit;

  struct Printer {
    std::string uri;  ///< empty: none
    std::string profile = "epson-80";
  } printer;

  struct Scanner {
    std::string uri;  ///< empty: none
  } scanner;

  struct Keypad {
    std::string device;       ///< "evdev:///dev/input/by-id/…"; empty: none
    std::string headset;      ///< the jack, when it is a device of its own: "evdev://jack"; empty: none
    drivers::KeypadMap keys;  ///< what each key code means
  } keypad;

  struct Sound {
    bool speech = true;
    bool effects = true;
  } sound;

  struct Service {
    std::string pin_hash;  ///< an argon2id string of libsodium; empty: the panel cannot be opened
  } service;

  struct Remote {
    std::filesystem::path socket;  ///< empty: off
    bool act = false;              ///< may touch and type, not only look
  } remote;
};

/// Relative paths are taken from the file's own folder.
/// @return not_found, too_large, io; parse (with line); invalid_argument: an unknown key, a wrong type, a
/// value out
///         of range. Names the first thing wrong.
[[nodiscard]] Result<KioskConfig> load_config(const std::filesystem::path& file);
/// @param base  the folder relative paths start from.
[[nodiscard]] Result<KioskConfig> parse_config(std::string_view toml, const std::filesystem::path& base);

}  // namespace vuoro::kiosk
