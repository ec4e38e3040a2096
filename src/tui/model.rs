//! Stand-ins until the recording's façade is there; then `pub(crate) use crate::recording::{Cancel, Recording, View}`.

/// See `crate::recording::View`.
#[derive(Debug)]
pub(crate) struct View;
/// See `crate::recording::Recording`.
#[derive(Clone, Debug)]
pub(crate) struct Recording;
/// See `crate::recording::Cancel`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancel;
