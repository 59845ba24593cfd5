# spdlog comes with definitions of its own, which the precompiled headers lack.
find_package(spdlog REQUIRED)
target_link_libraries(${target} PRIVATE spdlog::spdlog)
set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
