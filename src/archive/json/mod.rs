//! JSON by hand, as far as containers need it: where a value ends, a cursor over a stream of any length, and strings.
//!
//! A recording is one document of a gigabyte or a million lines; neither is ever a tree of values. The cursor walks the
//! few levels around the events and hands each event on as a slice of the input. It knows nothing of containers.

mod skip;
mod string;
mod text;

pub(crate) use skip::Skip;
pub(crate) use string::{latin1, unescape};
pub(crate) use text::{Cut, Source, Text};
