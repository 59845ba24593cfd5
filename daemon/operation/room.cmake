# spdlog comes with definitions of its own, which the precompiled headers lack.
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
target_link_libraries(${target} PRIVATE spdlog::spdlog prometheus-cpp::core)
set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
