//! The engine against rrweb's own player.
//!
//! A golden is the DOM that the player built in Chromium after some events. The player is not the page: [`rules`] names
//! every artefact it leaves, with the reason, and undoes it; then structure, text, attributes, values, checks, scroll
//! positions and style rules must be equal in every frame. Where the player itself is wrong, [`wrong`] says so, frame by
//! frame. `edge` fixtures are ours and always run; the others stay outside the repository (see `tests/README.md`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::string_slice)] // a test that cannot go on has failed
#![allow(clippy::print_stderr)] // what was skipped is said loudly

mod conformance;
mod golden;
mod line;
mod ours;
mod rules;
mod truth;
mod wrong;
