//! The verbs that print and end: one file a verb, `run(&Recording, &Args, &mut Out) -> Result<(), Failure>`.
//!
//! This room turns what [`recording`](crate::recording) knows into records and lines, and nothing else: whatever a verb
//! prints, the screen gets from the same functions. Records are defined in [`records`], their schema in [`schema`].

pub mod console;
pub mod diff;
pub mod dom;
pub mod events;
pub mod info;
mod load;
pub mod network;
pub mod open;
mod out;
pub mod records;
mod scope;

pub use load::{inputs, load};
pub use out::{Escape, Escaper, Ink, Line, Out};

use crate::error::Failure;
use crate::recording::SeekError;

/// A state that cannot be shown is a fault of the input's; anything else would be ours.
fn seek_failure(error: SeekError) -> Failure {
    match error {
        SeekError::Body { .. } => Failure::input(error.to_string()),
        SeekError::Cancelled | SeekError::OutOfRange => Failure::fault(error.to_string()),
    }
}
