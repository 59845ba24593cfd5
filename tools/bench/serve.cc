#include "tools/bench/serve.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/engine.h"
#include "tools/bench/scratch_folder.h"
#include "tools/bench/serve_bulk.h"
#include "tools/bench/serve_load.h"
#include "tools/bench/serve_report.h"
#include "tools/bench/serve_requests.h"
#include "tools/bench/serve_server.h"

namespace tern::bench {
namespace {

constexpr const char* kUsage =
    "usage: tern-bench serve [options]\n"
    "  --filter TEXT      only rows with TEXT in their name\n"
    "  --repetitions N    timed runs of each row and server, by turns (5)\n"
    "  --milliseconds N   of one timed run (500)\n"
    "  --rows N           of the table (100000)\n"
    "  --streams N        idle ones, for their memory (50000)\n"
    "  --databases N      that are opened by their first request (32)\n"
    "  --ternd FILE       the server (beside this program's folder)\n"
    "  --rival FILE       turso's sync server, or the folder where npm has installed it\n"
    "  --unpinned         both sides run on all processors\n";

/// Of all idle streams together.
constexpr double kIdleStreamsMiBMax = 256;

struct Arguments {
  std::string filter;
  size_t repetitions = 5;
  std::chrono::milliseconds time{500};
  int64_t rows = 100'000;
  int64_t streams = 50'000;
  int64_t databases = 32;
  std::string ternd;
  std::string rival;
  bool is_pinned = true;
};

/// As the build lays them: tools/bench/tern-bench and daemon/ternd; or in one folder.
std::string ternd_beside() {
  std::error_code error;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : {"ternd", "../../daemon/ternd"})
    if (std::filesystem::exists(folder / place)) return folder / place;
  return {};
}

bool take(Arguments& out, const std::string& word, const std::string& value) {
  const auto count = [&] { return std::max<int64_t>(std::atoll(value.c_str()), 1); };
  if (word == "--filter") {
    out.filter = value;
  } else if (word == "--repetitions") {
    out.repetitions = static_cast<size_t>(count());
  } else if (word == "--milliseconds") {
    out.time = std::chrono::milliseconds(count());
  } else if (word == "--rows") {
    out.rows = std::max<int64_t>(count(), 10);
  } else if (word == "--streams") {
    out.streams = count();
  } else if (word == "--databases") {
    out.databases = count();
  } else if (word == "--ternd") {
    out.ternd = value;
  } else if (word == "--rival") {
    out.rival = value;
  } else {
    return false;
  }
  return true;
}

std::optional<Arguments> parse_serve(std::span<const std::string> words) {
  Arguments out;
  out.ternd = ternd_beside();
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--unpinned") {
      out.is_pinned = false;
    } else if (i + 1 == words.size() || !take(out, words[i], words[i + 1])) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  return out;
}

/// A kind of request: where it goes, over what.
struct Face {
  std::string name;
  ServeLoad::Shape shape;
  std::string path;  ///< of HTTP
};

const std::vector<Face>& faces() {
  static const std::vector<Face> kFaces = {
      {"http v2", {Wire::Http, "", 1}, "/v2/pipeline"},
      {"http v3", {Wire::Http, "", 1}, "/v3/pipeline"},
      {"websocket", {Wire::WebSocket, "hrana3", 1}, ""},
      {"protobuf websocket", {Wire::WebSocket, "hrana3-protobuf", 1}, ""}};
  return kFaces;
}

class ServeBench {
 public:
  explicit ServeBench(const Arguments& arguments)
      : arguments_(arguments), tls_(make_tls_context()), report_(!arguments.rival.empty()) {
    if (arguments_.ternd.empty()) give_up("serve", "no ternd beside this program: --ternd FILE");
    if (arguments_.is_pinned) {
      pins_ = make_pins();
      if (pins_.is_pinned) ::sched_setaffinity(0, sizeof pins_.client, &pins_.client);
    }
  }

  void run() {
    print_machine();
    run_requests();
    report_.print_others_head();
    run_rows();
    run_streams();
    run_cold();
    run_start();
    report_.print_summary();
  }

 private:
  bool is_asked(const std::string& name) const {
    return name.find(arguments_.filter) != std::string::npos;
  }

  void print_machine() const {
    double load = 0;
    ::getloadavg(&load, 1);
    std::printf("tern: %s\n", arguments_.ternd.c_str());
    if (!arguments_.rival.empty()) std::printf("rival: %s\n", arguments_.rival.c_str());
    std::printf("load before: %.2f; %s\n\n", load,
                pins_.is_pinned ? "client on one processor, servers on the others" : "not pinned");
  }

  // Servers are started when a row first asks for them.
  ServeServer& plain() {
    if (!plain_) plain_ = filled(start_plain());
    return *plain_;
  }
  ServeServer& with_tls() {
    if (!with_tls_)
      with_tls_ = filled(start_tern(arguments_.ternd, folder_.path("tls"), tls_.get(), pins_));
    return *with_tls_;
  }
  ServeServer* rival() {
    if (arguments_.rival.empty()) return nullptr;
    if (!rival_) rival_ = filled(start_rival(arguments_.rival, folder_.path("rival"), pins_));
    return &*rival_;
  }
  ServeServer start_plain() const {
    return start_tern(arguments_.ternd, folder_.path("plain"), nullptr, pins_);
  }
  ServeServer filled(ServeServer server) const {
    fill_table(server, "default", arguments_.rows);
    return server;
  }

  std::vector<ServeExchange> exchanges_of(const Face& face, const ServeServer& server,
                                          bool is_lookup) const {
    const bool is_binary = face.shape.subprotocol.ends_with("protobuf");
    const std::string sql = is_lookup ? "SELECT v FROM t WHERE id = ?" : "SELECT 1";
    std::vector<ServeExchange> out;
    for (int64_t i = 0; i < (is_lookup ? 1024 : 1); ++i) {
      const int64_t id = 1 + i * 7919 % arguments_.rows;
      const std::string integer = is_lookup ? std::to_string(id) : "";
      std::string request =
          face.shape.wire == Wire::Http
              ? http_post({face.path, server.token}, pipeline_json(sql, integer, server.is_tern))
              : socket_execute(sql, integer, is_binary);
      out.push_back({std::move(request), expected(is_binary, is_lookup, id)});
    }
    return out;
  }

  /// The one row of the answer.
  static std::string expected(bool is_binary, bool is_lookup, int64_t id) {
    if (is_binary) {
      const std::string value =
          is_lookup ? protobuf_bytes(4, value_of_row(id)) : protobuf_number(2, 2);  // zigzag
      return protobuf_bytes(2, protobuf_bytes(1, value));
    }
    const std::string value = is_lookup ? R"("text","value":")" + value_of_row(id)
                                        : std::string(R"("integer","value":"1)");
    return R"("rows":[[{"type":)" + value + R"("}]])";
  }

  void run_requests() {
    report_.print_requests_head();
    for (const bool has_tls : {false, true})
      for (const Face& face : faces())
        for (const bool is_lookup : {false, true})
          for (const size_t connections : {size_t{1}, size_t{64}})
            run_request_row(face, has_tls, is_lookup, connections);
  }

  void run_request_row(Face face, bool has_tls, bool is_lookup, size_t connections) {
    const std::string name = std::string(is_lookup ? "lookup " : "select 1 ") + face.name +
                             (has_tls ? " tls" : "") + " x" + std::to_string(connections);
    if (!is_asked(name)) return;
    face.shape.connections = connections;
    ServeServer& tern = has_tls ? with_tls() : plain();
    // It knows one path, and no TLS.
    ServeServer* const other = face.path == "/v2/pipeline" && !has_tls ? rival() : nullptr;
    const auto of_tern = exchanges_of(face, tern, is_lookup);
    const auto of_rival = other ? exchanges_of(face, *other, is_lookup) : of_tern;
    ServeLoad tern_load(tern, of_tern, face.shape);
    std::optional<ServeLoad> rival_load;
    if (other) rival_load.emplace(*other, of_rival, face.shape);
    std::vector<ServeFigures> runs[2];
    tern_load.run(arguments_.time / 10);  // warm
    for (size_t i = 0; i < arguments_.repetitions; ++i) {
      runs[0].push_back(tern_load.run(arguments_.time));
      if (rival_load) runs[1].push_back(rival_load->run(arguments_.time));
    }
    report_.add_requests(name, median_of(runs[0]),
                         rival_load ? std::optional(median_of(runs[1])) : std::nullopt);
  }

  template <class OfServer>
  double repeated(OfServer figure) const {
    std::vector<double> numbers;
    for (size_t i = 0; i < arguments_.repetitions; ++i) numbers.push_back(figure());
    return median_of(std::move(numbers));
  }

  void run_rows() {
    const int64_t rows = arguments_.rows;
    if (is_asked("rows by cursor")) {
      report_.add_other("rows by cursor", "rows/s", ServeReport::Better::More,
                        repeated([&] { return rows_per_s_by_cursor(plain(), rows); }), {});
    }
    if (!is_asked("rows by pipeline")) return;
    std::vector<double> numbers[2];
    for (size_t i = 0; i < arguments_.repetitions; ++i) {
      numbers[0].push_back(rows_per_s_by_pipeline(plain(), "/v2/pipeline", rows));
      if (rival()) numbers[1].push_back(rows_per_s_by_pipeline(*rival(), "/v2/pipeline", rows));
    }
    report_.add_other("rows by pipeline", "rows/s", ServeReport::Better::More,
                      median_of(numbers[0]),
                      rival() ? std::optional(median_of(numbers[1])) : std::nullopt);
  }

  void run_streams() {
    if (!is_asked("idle streams")) return;
    const ServeServer server =
        start_tern(arguments_.ternd, folder_.path("streams"), nullptr, pins_);
    fill_table(server, "default", 1);
    const IdleStreams idle = open_idle_streams(server, arguments_.streams);
    const std::string name = std::to_string(arguments_.streams) + " idle streams";
    report_.add_other("memory of an idle stream", "bytes", ServeReport::Better::Less,
                      idle.bytes_each, {});
    report_.add_bound(name, "MiB, the whole server", idle.mib_in_all, kIdleStreamsMiBMax);
  }

  void run_cold() {
    if (!is_asked("cold database")) return;
    std::vector<std::string> names;
    for (int64_t i = 0; i < arguments_.databases; ++i) names.push_back("cold" + std::to_string(i));
    const auto start = [&] {
      return start_tern(arguments_.ternd, folder_.path("cold"), nullptr, pins_);
    };
    {
      const ServeServer server = start();
      for (const std::string& name : names) fill_table(server, name, 1000);
    }
    const ServeServer server = start();
    report_.add_other("cold database, first request", "ms", ServeReport::Better::Less,
                      median_of(first_requests_ms(server, names)), {});
  }

  /// How long until a server that was not running answers.
  void run_start() {
    if (!is_asked("start to first answer")) return;
    plain();
    if (rival()) rival();
    plain_.reset();
    rival_.reset();
    std::vector<double> numbers[2];
    for (size_t i = 0; i < arguments_.repetitions; ++i) {
      numbers[0].push_back(start_ms([&] { return start_plain(); }));
      if (arguments_.rival.empty()) continue;
      numbers[1].push_back(
          start_ms([&] { return start_rival(arguments_.rival, folder_.path("rival"), pins_); }));
    }
    report_.add_other("start to first answer", "ms", ServeReport::Better::Less,
                      median_of(numbers[0]),
                      numbers[1].empty() ? std::nullopt : std::optional(median_of(numbers[1])));
  }

  const Arguments& arguments_;
  const ScratchFolder folder_;
  TlsContext tls_;
  ServePins pins_;
  ServeReport report_;
  // Behind the folder: they end first.
  std::optional<ServeServer> plain_;
  std::optional<ServeServer> with_tls_;
  std::optional<ServeServer> rival_;
};

}  // namespace

int print_serve(std::span<const std::string> arguments) {
  const std::optional<Arguments> parsed = parse_serve(arguments);
  if (!parsed) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  ServeBench(*parsed).run();
  return 0;
}

}  // namespace tern::bench
