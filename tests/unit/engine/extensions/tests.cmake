target_link_libraries(${name} PRIVATE tern_engine_api)

# What a build leaves out has nothing to be tested.
get_property(left_out GLOBAL PROPERTY TERN_EXTENSIONS_LEFT_OUT)
get_target_property(extension_tests ${name} SOURCES)
foreach(extension IN LISTS left_out)
  list(FILTER extension_tests EXCLUDE REGEX "/${extension}_([a-z_]+_)?test.cc")
endforeach()
if(NOT extension_tests)
  set(extension_tests ${CMAKE_SOURCE_DIR}/tests/support/headers.cc)  # a program of no tests
endif()
set_target_properties(${name} PROPERTIES SOURCES "${extension_tests}")
