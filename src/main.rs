//! The `scrubjay` program: parse, dispatch, one exit code.

fn main() {}
