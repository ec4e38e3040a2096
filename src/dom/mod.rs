//! The replay engine: pure, no I/O, no clock.
