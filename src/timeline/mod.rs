//! The index: for every event its time, kind, window, weight and place, in columns; and what follows from those alone.
//!
//! Events are in the normalised order: stably by time, ties in file order, PostHog's repeats dropped. Nothing here
//! reads an event's body; an event is its [`Envelope`](crate::event::envelope::Envelope) and a place to find the rest.

mod builder;
pub mod columns;
mod dedup;
mod idle;
mod index;
mod labels;
mod rows;

pub use builder::{Builder, Built, Item, Repeats};
pub use idle::{IDLE_AFTER, Idle, idle_spans};
pub use index::{Index, Window, WindowIx};
pub use rows::{Derived, GAP_AFTER, Row, RowRef, Rows, What};
