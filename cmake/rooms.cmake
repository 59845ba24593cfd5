# A room is a folder of sources that becomes one static library, linked against exactly the rooms
# that tools/tidy/layers.txt lets it include. Rooms without sources become interface libraries.

find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)

file(STRINGS ${CMAKE_SOURCE_DIR}/tools/tidy/layers.txt TERN_LAYERS REGEX "^[a-z]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS tools/tidy/layers.txt)

function(tern_room_target room out)
  string(REPLACE "/" "_" name ${room})
  set(${out} tern_${name} PARENT_SCOPE)
endfunction()

# The rooms that `room` may include, as library targets that exist in this build.
function(tern_room_dependencies room out)
  set(targets)
  foreach(line IN LISTS TERN_LAYERS)
    if(line MATCHES "^${room}:(.*)$")
      string(STRIP "${CMAKE_MATCH_1}" rest)
      string(REPLACE " " ";" rest "${rest}")
      foreach(other IN LISTS rest)
        tern_room_target(${other} target)
        if(TARGET ${target})
          list(APPEND targets ${target})
        endif()
      endforeach()
    endif()
  endforeach()
  set(${out} ${targets} PARENT_SCOPE)
endfunction()

# The standard headers, precompiled once for all rooms.
add_library(tern_headers OBJECT ${CMAKE_SOURCE_DIR}/cmake/headers.cc)
target_link_libraries(tern_headers PUBLIC tern_options)
target_precompile_headers(tern_headers PRIVATE
  <algorithm> <array> <expected> <functional> <memory> <optional> <span> <string> <string_view>
  <unordered_map> <utility> <variant> <vector>)

# Builds with sanitizers compile eight sources of a large room at a time: most of what the compiler does for one
# is headers. So names in the unnamed namespaces of these rooms are each used once.
set(TERN_LARGE_ROOMS api bind btree catalog exec functions plan sql sqlite3 storage write)
function(tern_compile_together target)
  if(TERN_SANITIZE)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# tern_room(<folder>): the library of a room. A room's cmake/<name>.cmake-like extras (third-party
# libraries, generated sources) stand in <folder>/room.cmake, which sees ${target}.
function(tern_room room)
  tern_room_target(${room} target)
  tern_room_dependencies(${room} dependencies)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${room}/*.cc ${CMAKE_SOURCE_DIR}/${room}/*/*.cc)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC tern_options ${dependencies})
    target_precompile_headers(${target} REUSE_FROM tern_headers)
    if(room MATCHES "^engine/(.*)$" AND CMAKE_MATCH_1 IN_LIST TERN_LARGE_ROOMS)
      tern_compile_together(${target})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE tern_options ${dependencies})
  endif()
  if(EXISTS ${CMAKE_SOURCE_DIR}/${room}/room.cmake)
    include(${CMAKE_SOURCE_DIR}/${room}/room.cmake)
  endif()
endfunction()
