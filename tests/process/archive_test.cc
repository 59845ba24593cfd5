// Archives of files: what extraction does with names, links and sizes that nobody vouches for.
// tests/shell compares the rest with the reference.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/program.h"
#include "tests/support/test_certificate.h"

namespace tern::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

/// A folder with an archive that the reference makes, and a place outside of where it is extracted.
class ArchiveFolder {
 public:
  /// `members`: rows of the table, as VALUES has them.
  explicit ArchiveFolder(const std::string& members) {
    const Outcome made =
        run_program({"sqlite3", path("a.db")},
                    "CREATE TABLE sqlar(name TEXT, mode INT, mtime INT, sz INT, data BLOB);\n"
                    "INSERT INTO sqlar VALUES" +
                        members + ";\n");
    EXPECT_EQ(made.err, "");
    fs::create_directory(path("outside"));
    write("outside/kept", "kept");
  }

  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
  }
  /// Extracts into "in".
  Outcome extract() const {
    return run_program({TERN_PROGRAM, "a.db", ".archive -xv -C in"}, "", folder_.path());
  }
  Outcome run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{TERN_PROGRAM};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_program(all, "", folder_.path());
  }
  void expect_outside_is_untouched() const {
    EXPECT_EQ(read_file(path("outside/kept")), "kept");
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(path("outside"))) count += entry.exists();
    EXPECT_EQ(count, 1U);
  }

 private:
  TemporaryFolder folder_;
};

constexpr const char* kLink = "41471,0,-1";  // mode, mtime and size of one
constexpr const char* kFile = "33188,0,3,'new'";

TEST(Archive, NamesThatLeadUpArePassedOver) {
  const ArchiveFolder folder(std::string("('../outside/kept',") + kFile + "),('a/../../up'," +
                             kFile + "),('fine'," + kFile + ")");
  const Outcome extracted = folder.extract();
  EXPECT_EQ(extracted.err, "");
  EXPECT_EQ(extracted.out, "in/fine\n");
  EXPECT_EQ(read_file(folder.path("in/fine")), "new");
  EXPECT_FALSE(fs::exists(folder.path("up")));
  folder.expect_outside_is_untouched();
}

TEST(Archive, AnEntryOfAFolderAboveIsRefused) {
  const ArchiveFolder folder("('a/..',16895,0,0,NULL),('..',16895,0,0,NULL)");
  EXPECT_EQ(folder.extract().err, "SQL error: name leads out of the directory: in/a/..\n");
  EXPECT_FALSE(fs::exists(folder.path("in/a")));
}

TEST(Archive, AbsoluteNamesAreRefusedWithoutADirectoryAndBelowItWithOne) {
  const ArchiveFolder folder("('/tmp/tern_archive_test/never',33188,0,3,'new')");
  const Outcome refused = folder.run({"a.db", ".archive -x"});
  EXPECT_EQ(refused.err,
            "SQL error: name leads out of the directory: /tmp/tern_archive_test/never\n");
  EXPECT_EQ(refused.status, 1);
  EXPECT_FALSE(fs::exists("/tmp/tern_archive_test"));
  EXPECT_EQ(folder.extract().err, "");
  EXPECT_EQ(read_file(folder.path("in/tmp/tern_archive_test/never")), "new");
}

TEST(Archive, NothingIsWrittenThroughALinkOfTheArchive) {
  const ArchiveFolder folder(std::string("('out',") + kLink + ",'../outside'),('out/kept'," +
                             kFile + ")");
  const Outcome extracted = folder.extract();
  EXPECT_EQ(extracted.out, "in/out\n");
  EXPECT_EQ(extracted.err, "SQL error: failed to write file: in/out/kept\n");
  EXPECT_EQ(fs::read_symlink(folder.path("in/out")), "../outside");
  folder.expect_outside_is_untouched();
}

TEST(Archive, NoFolderOfTheArchiveIsALinkThatWasThere) {
  const ArchiveFolder folder("('out',16895,0,0,NULL)");
  fs::create_directory(folder.path("in"));
  fs::create_directory_symlink("../outside", folder.path("in/out"));
  const auto before = fs::status(folder.path("outside")).permissions();
  EXPECT_EQ(folder.extract().err, "SQL error: failed to create directory: in/out\n");
  EXPECT_EQ(fs::status(folder.path("outside")).permissions(), before);
}

TEST(Archive, ALinkInThePlaceOfAFileIsReplaced) {
  // The same name twice: the first makes a link, which the second would be written through.
  const ArchiveFolder folder(std::string("('x',") + kLink + ",'../outside/kept'),('x'," + kFile +
                             "),('y'," + kFile + ")");
  fs::create_directory(folder.path("in"));
  fs::create_symlink("../outside/kept", folder.path("in/y"));
  EXPECT_EQ(folder.extract().err, "");
  for (const char* name : {"in/x", "in/y"}) {
    EXPECT_FALSE(fs::is_symlink(folder.path(name)));
    EXPECT_EQ(read_file(folder.path(name)), "new");
  }
  folder.expect_outside_is_untouched();
}

TEST(Archive, LinksComeOutAsTheyWentIn) {
  const ArchiveFolder folder("('unused',33188,0,0,'')");
  fs::create_directory(folder.path("d"));
  folder.write("d/file", "content");
  fs::create_symlink("file", folder.path("d/link"));
  fs::create_symlink("no such file", folder.path("d/dangling"));
  EXPECT_EQ(folder.run({"a.db", "-Ac", "d"}).err, "");
  EXPECT_THAT(run_program({"sqlite3", folder.path("a.db"), "-Atv"}).out,
              HasSubstr("lrwxrwxrwx         -1  "));
  EXPECT_EQ(folder.extract().err, "");
  EXPECT_EQ(fs::read_symlink(folder.path("in/d/link")), "file");
  EXPECT_EQ(fs::read_symlink(folder.path("in/d/dangling")), "no such file");
  EXPECT_EQ(read_file(folder.path("in/d/link")), "content");
}

TEST(Archive, SizesThatContentCannotHaveAreErrors) {
  const ArchiveFolder large("('x',33188,0,999999999,x'789c')");
  EXPECT_EQ(large.extract().err, "SQL error: error in uncompress()\n");
  const ArchiveFolder huge("('x',33188,0,99999999999,x'789c')");
  EXPECT_EQ(huge.extract().err, "SQL error: string or blob too big\n");
  const ArchiveFolder damaged("('x',33188,0,100,'not compressed')");
  EXPECT_EQ(damaged.extract().err, "SQL error: error in uncompress()\n");
  EXPECT_FALSE(fs::exists(damaged.path("in/x")));
}

TEST(Archive, OtherArchivesAreRefusedByName) {
  const ArchiveFolder folder("('x',33188,0,0,'')");
  EXPECT_EQ(folder.run({"-Acf", "x.zip", "a.db"}).err,
            "Error: zip archives are not supported: x.zip\n");
  EXPECT_FALSE(fs::exists(folder.path("x.zip")));
  ASSERT_EQ(run_program({"sqlite3", "-Acf", folder.path("made.zip"), folder.path("a.db")}).err, "");
  fs::rename(folder.path("made.zip"), folder.path("made"));
  EXPECT_EQ(folder.run({"-Atf", "made"}).err, "Error: zip archives are not supported: made\n");
  EXPECT_EQ(folder.run({"-A", "-t", "--append", "a.db"}).err,
            "Error: .archive --append is not supported\n");
}

TEST(Archive, WithoutWordsItShowsItsHelp) {
  const ArchiveFolder folder("('x',33188,0,0,'')");
  EXPECT_THAT(folder.run({"a.db", "-A"}).err,
              StartsWith("Wrong number of arguments.  Usage:\n.archive COMMAND"));
  EXPECT_THAT(folder.run({"a.db", "-A", "--help"}).out, StartsWith(".archive COMMAND"));
}

}  // namespace
}  // namespace tern::tests
