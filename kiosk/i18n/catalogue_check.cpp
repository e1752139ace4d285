// catalogue-check [--code FOLDER] CATALOGUE.po...: the build's look at the translations. Says each finding
// with its place, as a compiler does, and fails when there is one.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kiosk/i18n/catalogue.h"

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vuoro::kiosk;
  std::vector<Catalogue> catalogues;
  std::vector<CodeText> code;
  std::vector<std::string> findings;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--code" && i + 1 < argc) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[++i])) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".h") continue;
        const auto texts = code_texts(entry.path().string(), bytes_of(entry.path()));
        code.insert(code.end(), texts.begin(), texts.end());
      }
      continue;
    }
    catalogues.push_back(read_catalogue(argument, bytes_of(argument)));
    const auto& own = catalogues.back().findings;
    findings.insert(findings.end(), own.begin(), own.end());
  }
  const auto between = compare(catalogues, code);
  findings.insert(findings.end(), between.begin(), between.end());
  for (const std::string& finding : findings) std::fprintf(stderr, "%s\n", finding.c_str());
  return findings.empty() ? 0 : 1;
}
