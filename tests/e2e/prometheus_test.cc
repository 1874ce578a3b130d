#include <algorithm>
#include <memory>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"
#include "tests/e2e/metrics_fixture.h"
#include "tests/harness/certificates.h"
#include "tests/harness/daemon.h"
#include "tests/harness/http.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using nlohmann::json;
using testing::Daemon;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::HttpAnswer;
using testing::HttpGet;
using testing::ReadFile;
using testing::ScratchFolder;
using testing::ServiceProcess;
using ::testing::UnorderedElementsAreArray;
using testing::WriteFile;

constexpr char kDeploy[] = ROLLCALL_SOURCE_DIR "/deploy/";
constexpr char kPrometheus[] = "/usr/bin/prometheus";
constexpr char kPromtool[] = "/usr/bin/promtool";

// All values of `key` anywhere in `document`.
void Collect(const json& document, const std::string& key,
             std::vector<std::string>& values) {
  if (document.is_object()) {
    for (const auto& [name, value] : document.items()) {
      if (name == key && value.is_string()) {
        values.push_back(value);
      } else {
        Collect(value, key, values);
      }
    }
  } else if (document.is_array()) {
    for (const json& value : document) Collect(value, key, values);
  }
}

// What the dashboard asks, with values for its variables.
std::vector<std::string> DashboardQueries() {
  const json dashboard =
      json::parse(ReadFile(absl::StrCat(kDeploy, "grafana/rollcall.json")));
  std::vector<std::string> queries;
  Collect(dashboard, "expr", queries);
  for (std::string& query : queries) {
    query = absl::StrReplaceAll(query, {{"$job", ".*"},
                                        {"$instance", ".*"},
                                        {"$__rate_interval", "1m"},
                                        {"$__range", "1h"}});
  }
  return queries;
}

// The metrics of ours that `query` names.
std::set<std::string> NamesIn(const std::string& query) {
  static const std::regex name("\\b(rollcall|process)_[a-z_]+\\b");
  std::set<std::string> names;
  for (std::sregex_iterator it(query.begin(), query.end(), name), end;
       it != end; ++it) {
    names.insert(it->str());
  }
  return names;
}

// Prometheus with the configuration of deploy/prometheus, which scrapes these
// services instead of those there, and often; one more speaks TLS.
class PrometheusTest : public testing::MetricsFixture {
 protected:
  PrometheusTest() {
    std::string configuration =
        ReadFile(absl::StrCat(kDeploy, "prometheus/prometheus.yml"));
    // A service that the file does not name is found missing below.
    configuration = absl::StrReplaceAll(
        configuration,
        {{"127.0.0.1:9401", registration_.MetricsAddress()},
         {"127.0.0.1:9402", checkin_.MetricsAddress()},
         {"127.0.0.1:9403",
          absl::StrCat(reporting_.MetricsAddress(), "\n          - ",
                       secure_.MetricsAddress())},
         {"15s", "200ms"}});
    WriteFile(folder_.File("prometheus.yml"), configuration, 0644);
    WriteFile(folder_.File("rules.yml"),
              ReadFile(absl::StrCat(kDeploy, "prometheus/rules.yml")), 0644);
    testing::LendToDaemons(folder_.path());
    prometheus_ = std::make_unique<Daemon>(
        kPrometheus,
        std::vector<std::string>{
            "--config.file=" + folder_.File("prometheus.yml"),
            "--storage.tsdb.path=" + folder_.File("data"),
            "--web.listen-address=" + address_, "--log.level=warn"},
        folder_.File("log"));
    prometheus_->Await(
        [&] { return HttpGet(address_, "/-/ready").status == 200; });
  }

  // What its API answers.
  json Ask(const std::string& path) const {
    const HttpAnswer answer = HttpGet(address_, "/api/v1/" + path);
    const json parsed = json::parse(answer.body, nullptr, false);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parsed.is_object() ? parsed.value("data", json()) : json();
  }

  json Query(const std::string& query) const {
    SCOPED_TRACE(query);
    return Ask("query?query=" + testing::PercentEncoded(query))
        .value("result", json());
  }

  // Waits until it has what all services tell.
  void AwaitServices() {
    prometheus_->Await(
        [&] { return Query("up{job=~\"rollcall-.*\"} == 1").size() == 4; });
  }

  // Waits until it has all of `names`. Throws with those that it does not get.
  void AwaitNames(std::set<std::string> names) {
    try {
      prometheus_->Await([&] {
        for (const json& name : Ask("label/__name__/values")) names.erase(name);
        return names.empty();
      });
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(absl::StrCat(error.what(), "nobody tells ",
                                            absl::StrJoin(names, ", ")));
    }
  }

  // The environment of a service that tells metrics and speaks TLS with what
  // is in `files`.
  static testing::Environment TellingBehindTls(const ScratchFolder& files) {
    const testing::KeyPair pair = testing::Authority().Issue("service");
    WriteFile(files.File("service.pem"), pair.certificate);
    WriteFile(files.File("service.key"), pair.key);
    testing::Environment environment = Telling();
    environment.emplace_back("ROLLCALL_TLS_CERT", files.File("service.pem"));
    environment.emplace_back("ROLLCALL_TLS_KEY", files.File("service.key"));
    return environment;
  }

  const ScratchFolder tls_files_;
  const ServiceProcess secure_{"reporting", testing::DatabaseUrl(),
                               testing::OwnAddress(),
                               TellingBehindTls(tls_files_)};
  const ScratchFolder folder_;
  const std::string address_ = testing::FreeAddresses(1).front();
  std::unique_ptr<Daemon> prometheus_;
};

TEST_F(PrometheusTest, FindsAllThatDashboardAndRulesName) {
  HaveScans();
  HaveUploads();
  HaveOnlinePresence();
  HaveReports();
  AwaitServices();

  std::vector<std::string> queries = DashboardQueries();
  EXPECT_GT(queries.size(), 30u);
  std::vector<std::string> alerts;
  const json rules = Ask("rules");
  Collect(rules, "query", queries);
  for (const json& group : rules["groups"]) {
    for (const json& rule : group["rules"]) alerts.push_back(rule["name"]);
  }
  EXPECT_GT(alerts.size(), 15u);

  std::set<std::string> names;
  for (const std::string& query : queries) names.merge(NamesIn(query));
  EXPECT_GT(names.size(), 30u);
  AwaitNames(names);
  for (const std::string& query : queries) Query(query);

  // Every rule is evaluated, and those that fire have a reason.
  std::vector<std::string> health;
  prometheus_->Await([&] {
    health.clear();
    Collect(Ask("rules")["groups"], "health", health);
    return std::find(health.begin(), health.end(), "unknown") == health.end();
  });
  EXPECT_THAT(health, Each("ok"));

  // Whoever is called finds what to do.
  const std::string manual = ReadFile(ROLLCALL_SOURCE_DIR "/docs/alerts.md");
  std::vector<std::string> headings;
  for (absl::string_view line : absl::StrSplit(manual, '\n')) {
    if (absl::ConsumePrefix(&line, "## ")) headings.emplace_back(line);
  }
  EXPECT_THAT(headings, UnorderedElementsAreArray(alerts));
}

TEST_F(PrometheusTest, FiresWhenRollupsDiffer) {
  forum_.Register(type::v1::MODE_IN_PERSON);
  // What was not there before it grew is not seen to grow.
  AwaitServices();
  HaveReports();
  prometheus_->Await([&] {
    return !Query(
                "ALERTS{alertname=\"RollcallRollupsDiffer\","
                "alertstate=\"firing\",severity=\"page\"}")
                .empty();
  });
}

TEST(PrometheusRulesTest, AreAcceptedAndTested) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{
            "check", "config",
            absl::StrCat(kDeploy, "prometheus/prometheus.yml")},
        {"check", "rules", absl::StrCat(kDeploy, "prometheus/rules.yml")},
        {"test", "rules", ROLLCALL_SOURCE_DIR "/tests/e2e/alerts.yml"}}) {
    const testing::Finished finished =
        testing::RunProgram(kPromtool, arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.output << finished.error;
  }
}

TEST(DashboardTest, AsksNoSourceButTheOneChosen) {
  const json dashboard =
      json::parse(ReadFile(absl::StrCat(kDeploy, "grafana/rollcall.json")));
  std::vector<std::string> sources;
  Collect(dashboard["panels"], "uid", sources);
  EXPECT_THAT(std::set<std::string>(sources.begin(), sources.end()),
              ElementsAre("${datasource}"));
  std::set<int> ids;
  for (const json& panel : dashboard["panels"]) {
    EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["id"];
    EXPECT_FALSE(panel["title"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace rollcall
