// The page: data that look like markup stay data.
#include "report/page.hpp"
#include "core/error.hpp"
#include "report/report_json.hpp"
#include "synthetic_campaign.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::report;
using namespace cimchar::report::test;

namespace {

std::size_t count(std::string const& text, std::string const& what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("report page: markup in names, messages and logs stays text", "[report]") {
    if (!has_page()) {
        WARN("built without the page of reports; CIMCHAR_REPORT needs npm");
        CHECK_THROWS_AS(page_of({}), InputError);
        return;
    }
    Synthetic s(10);
    std::string const hostile = "</script><script>document.title = 'owned'</script><!-- <img src=x onerror=alert(1)>";
    s.gathered.header.campaign_name = hostile;
    s.gathered.measures[0].description = hostile;
    s.gathered.header.campaign_text = hostile;
    s.fail(3, {FailureKind::crash, hostile, hostile + "\xff\xfe not UTF-8", {}});
    auto const harmless = page_of(json_of(Synthetic(10).gathered));
    auto const page = page_of(json_of(s.gathered));
    CHECK(count(page, "</script>") == count(harmless, "</script>"));
    CHECK(count(page, "<script") == count(harmless, "<script"));
    CHECK(count(page, "<!--") == count(harmless, "<!--"));
    CHECK(count(page, "<img") == 0);
    // The data come back as they were.
    std::string const open = "<script type=\"application/json\" id=\"data\">";
    auto const from = page.find(open) + open.size();
    auto const data = nlohmann::ordered_json::parse(page.substr(from, page.find("</script>", from) - from));
    CHECK(data["campaign"]["name"] == hostile);
    CHECK(data["failures"]["kinds"][0]["trials"][0]["message"] == hostile);
}

TEST_CASE("report page: everything is in the file, with the licences of what it contains", "[report]") {
    if (!has_page()) return;
    auto const page = page_of(json_of(Synthetic(0, 1).gathered));
    CHECK(page.find("default-src 'none'") != std::string::npos);
    CHECK(page.find("@DATA@") == std::string::npos);
    CHECK(page.find("Copyright 2017-2026 The Apache Software Foundation") != std::string::npos);
    CHECK(page.find("echarts 6.1.0 (Apache-2.0)") != std::string::npos);
    CHECK(page.find("zrender") != std::string::npos);
    for (auto const* const fetched : {"<link", "src=\"", "@import", "url(http"})
        CHECK(page.find(fetched) == std::string::npos);
}
