//! The verbs that print and end: one file a verb, `run(&Recording, &Args, &mut Out) -> Result<(), Failure>`.
//!
//! This room turns what [`recording`](crate::recording) knows into records and lines, and nothing else: whatever a verb
//! prints, the screen gets from the same functions. Records are defined in [`records`], their schema in [`schema`].

mod out;

pub use out::{Ink, Line, Out};
