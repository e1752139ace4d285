#pragma once
// Errand services of the Helsinki metropolitan Service Description Register (TPR), as JSON:
// https://www.hel.fi/palvelukarttaws/rest/vpalvelurekisteri/description/errandservice/

#include <string_view>

#include "core/content/imported.h"

namespace vuoro::content {

/// An array of {id, fi, sv, en}, each language an object or an empty array. Makes a service with its channels
/// for each; keys become ids "tpr:service:<id>". Departments come without names there, so services have no
/// organisation.
/// @return parse, too_large when the document as a whole cannot be read.
[[nodiscard]] Result<Imported> read_tpr(std::string_view document);

}  // namespace vuoro::content
