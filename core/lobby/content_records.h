#pragma once
// What an editor keeps: who serves, what they do, and how to reach them. Standard names follow PTV where it has one.
// Content belongs to the whole installation (scope "global"), not to one site.

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/lobby/localized.h"
#include "core/lobby/opening_hours.h"

namespace vuoro {

struct Organization {
  Uuid id;
  LocalizedText name;
  LocalizedText short_name;
  std::int32_t order = 0;
  std::string source;      ///< where it came from: "demo", "ptv", "tpr"
  std::string source_key;  ///< its key there
};

enum class TopicKind { topic, life_event };

/// A way into guidance: a subject ("housing") or a life event ("a child is born").
struct Topic {
  Uuid id;
  TopicKind kind = TopicKind::topic;
  LocalizedText name;
  std::string icon;  ///< a name of assets/icons
  std::int32_t order = 0;
  std::string source;
  std::string source_key;
};

enum class Expertise { standard, expert };

struct Service {
  Uuid id;
  std::optional<Uuid> organization_id;
  LocalizedText name;
  LocalizedText summary;      ///< one sentence
  LocalizedText description;  ///< paragraphs separated by an empty line
  LocalizedText what_to_do;   ///< steps, one a line
  LocalizedText bring;        ///< what to bring along
  LocalizedText cost;
  LocalizedWords keywords;
  std::vector<Uuid> topic_ids;
  std::vector<Uuid> channel_ids;
  std::vector<std::string> languages;  ///< in which it is given
  std::optional<Uuid> queue_id;        ///< can be done in this lobby
  bool appointment = false;            ///< can be booked in this lobby
  Expertise expertise = Expertise::standard;
  std::string source;
  std::string source_key;
};

enum class ChannelKind { phone, location, e_service, web, form };

struct ServiceChannel {
  Uuid id;
  std::optional<Uuid> organization_id;
  ChannelKind kind = ChannelKind::web;
  LocalizedText name;
  LocalizedText description;
  std::string phone;  ///< as it is dialled and read
  LocalizedText phone_cost;
  LocalizedText url;
  LocalizedText address;
  std::optional<double> latitude;  ///< WGS 84 degrees
  std::optional<double> longitude;
  OpeningHours hours;
  std::vector<std::string> languages;
  std::string source;
  std::string source_key;
};

enum class QuestionKind { faces, choice, text };

struct QuestionOption {
  std::string key;
  LocalizedText text;
};

struct FeedbackQuestion {
  Uuid id;
  QuestionKind kind = QuestionKind::faces;
  LocalizedText text;
  std::vector<QuestionOption> options;
  std::int32_t order = 0;
  std::string source;
  std::string source_key;
};

}  // namespace vuoro
