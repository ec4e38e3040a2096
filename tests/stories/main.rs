//! Small recordings with a known truth, written for it: what led to each error, and which signals there are.
//!
//! `why.txt` and `signals.txt` hold the stories, `story.rs` says how one is written and makes a recording of it.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod signals;
mod story;
mod why;
