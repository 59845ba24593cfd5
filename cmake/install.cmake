# One static library of all engine rooms but the C interface, whose names are SQLite's; its headers, and what
# find_package(tern) reads.
# Installed layout: include/tern/tern.h and the like, which include what lies under include/tern/engine.

set(objects)
get_property(libraries GLOBAL PROPERTY TERN_EXTENSION_LIBRARIES)
list(APPEND libraries OpenSSL::Crypto Threads::Threads uring boost_context xxhash)
foreach(line IN LISTS TERN_LAYERS)
  if(line MATCHES "^(engine/[a-z0-9]+):")
    tern_room_target(${CMAKE_MATCH_1} target)
    if(TARGET ${target})
      get_target_property(type ${target} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        list(APPEND objects $<TARGET_OBJECTS:${target}>)
      endif()
    endif()
  endif()
endforeach()

add_library(libtern STATIC ${objects})
set_target_properties(libtern PROPERTIES OUTPUT_NAME tern EXPORT_NAME tern LINKER_LANGUAGE CXX)
target_compile_features(libtern PUBLIC cxx_std_23)
target_link_libraries(libtern PUBLIC ${libraries})
target_include_directories(libtern INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tern>)
add_library(tern::tern ALIAS libtern)

# Of loadable extensions, which call whatever library loads them: headers alone.
add_library(tern_extension INTERFACE)
set_target_properties(tern_extension PROPERTIES EXPORT_NAME extension)
target_compile_features(tern_extension INTERFACE cxx_std_23)
target_include_directories(tern_extension INTERFACE
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/engine/sqlite3/include>
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/engine/api/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tern/sqlite3>)
add_library(tern::extension ALIAS tern_extension)
install(TARGETS tern_extension EXPORT tern)

install(TARGETS libtern EXPORT tern ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(room api session sqlite3)
  install(DIRECTORY engine/${room}/include/tern/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tern
    FILES_MATCHING PATTERN "*.h")
endforeach()
foreach(room base record functions session)
  install(DIRECTORY engine/${room}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tern/engine/${room}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN include EXCLUDE)
endforeach()

include(CMakePackageConfigHelpers)
file(WRITE ${CMAKE_BINARY_DIR}/tern-config.cmake
  "include(CMakeFindDependencyMacro)\n"
  "find_dependency(OpenSSL)\n"
  "find_dependency(Threads)\n"
  "include(\${CMAKE_CURRENT_LIST_DIR}/tern-targets.cmake)\n")
write_basic_package_version_file(${CMAKE_BINARY_DIR}/tern-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(EXPORT tern NAMESPACE tern:: FILE tern-targets.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tern)
install(FILES ${CMAKE_BINARY_DIR}/tern-config.cmake ${CMAKE_BINARY_DIR}/tern-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tern)
