// The unit that carries the precompiled standard headers of all rooms.
