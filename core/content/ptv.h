#pragma once
// The Finnish Service Catalogue (PTV, Suomi.fi), open API version 11, as JSON:
// https://api.palvelutietovaranto.suomi.fi

#include <string_view>

#include "core/content/imported.h"

namespace vuoro::content {

/// Reads services, the five kinds of service channel and organisations, told apart by their fields. The
/// document may be one record, an array, {"itemList": […]}, or an object of records by id. GUIDs stay ids.
/// Service classes and life events become topics; an organisation that is only named by a service becomes a
/// record of its name. What is not published is counted, not read.
/// @return parse, too_large when the document as a whole cannot be read.
[[nodiscard]] Result<Imported> read_ptv(std::string_view document);

}  // namespace vuoro::content
