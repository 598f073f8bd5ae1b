#include "campaign/record_bytes.hpp"

#include "core/error.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

namespace cimchar::campaign {

namespace {
using nlohmann::json;

// CBOR writers may shorten a NaN and lose its bits, so doubles travel as the bytes they are.
json from_doubles(std::vector<double> const& values) {
    std::vector<std::uint8_t> bytes(values.size() * sizeof(double));
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return json::binary(std::move(bytes));
}

std::vector<double> to_doubles(json const& value) {
    auto const& bytes = value.get_binary();
    CIMCHAR_EXPECT(bytes.size() % sizeof(double) == 0);
    std::vector<double> values(bytes.size() / sizeof(double));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}
}  // namespace

std::string to_bytes(TrialRecord const& record) {
    json curves = json::object();
    for (auto const& [name, points] : record.curves) curves[name] = from_doubles(points);
    json message{{"trial", {record.trial.id, record.trial.condition, record.trial.sample}},
                 {"measures", from_doubles(record.measures)},
                 {"drawn", from_doubles(record.drawn)},
                 {"curves", std::move(curves)},
                 {"ladder", record.ladder},
                 {"weight", from_doubles({record.weight})},
                 {"seconds", from_doubles({record.seconds, record.analysis_seconds, record.check_seconds})}};
    if (record.failure)
        message["failure"] = {{"kind", to_string(record.failure->kind)},
                              {"message", record.failure->message},
                              {"log_tail", record.failure->log_tail},
                              {"ladder", record.failure->ladder}};
    std::string bytes;
    json::to_cbor(message, bytes);
    return bytes;
}

TrialRecord record_from_bytes(std::string_view bytes) {
    auto const message = json::from_cbor(bytes, true, false);
    CIMCHAR_EXPECT(message.is_object());
    TrialRecord record;
    auto const& trial = message.at("trial");
    record.trial = {trial.at(0).get<std::uint64_t>(), trial.at(1).get<std::size_t>(), trial.at(2).get<std::uint64_t>()};
    record.measures = to_doubles(message.at("measures"));
    record.drawn = to_doubles(message.at("drawn"));
    for (auto const& [name, points] : message.at("curves").items()) record.curves[name] = to_doubles(points);
    record.ladder = message.at("ladder").get<std::vector<std::string>>();
    record.weight = to_doubles(message.at("weight")).at(0);
    auto const seconds = to_doubles(message.at("seconds"));
    record.seconds = seconds.at(0);
    record.analysis_seconds = seconds.at(1);
    record.check_seconds = seconds.at(2);
    if (auto const failure = message.find("failure"); failure != message.end())
        record.failure = Failure{failure_kind_from(failure->at("kind").get<std::string>()),
                                 failure->at("message").get<std::string>(), failure->at("log_tail").get<std::string>(),
                                 failure->at("ladder").get<std::vector<std::string>>()};
    return record;
}

}  // namespace cimchar::campaign
