//! What the panes see of the recording.

pub(crate) use crate::recording::{Cancel, Recording, View};
