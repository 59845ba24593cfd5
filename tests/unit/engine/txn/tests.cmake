# The reference writes the schemas.
find_package(SQLite3 REQUIRED)
target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/reference_db.cc)
target_link_libraries(${name} PRIVATE SQLite::SQLite3)
