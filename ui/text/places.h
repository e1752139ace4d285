#pragma once
// Where fonts and dictionaries are looked for: Debian's places. Tests give others.

#include <string>
#include <vector>

namespace vuoro::ui {

struct FontFolders {
  /// The application's own fonts, always these: pictures are the same everywhere.
  std::vector<std::string> own = {"/usr/share/fonts/opentype/inter", "/usr/share/fonts/truetype/noto",
                                  "/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/wqy",
                                  "/usr/share/fonts/truetype/dejavu"};
  /// Where any font will do when Inter is missing.
  std::vector<std::string> any = {"/usr/share/fonts", "/usr/local/share/fonts"};
};

struct DictionaryFolders {
  std::string voikko = {};                        ///< empty: libvoikko's own search path
  std::string voikko_library = "libvoikko.so.1";  ///< opened when the first Finnish word needs it
  std::string patterns = "/usr/share/hyphen";
};

}  // namespace vuoro::ui
