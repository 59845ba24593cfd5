// The unit that carries the precompiled headers of all tests.
