.filectrl has_moved
.filectrl reserve_bytes
.filectrl --schema main reserve_bytes
.filectrl lock_timeout
.filectrl nosuch
