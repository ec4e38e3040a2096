//! Parts that panes are made of: view models of lists that unfold, JSON, code and wrapped text, and the line they are
//! drawn with.
//!
//! They know the theme's roles and nothing of the recording, the moment or the keys.

pub(crate) mod bar;
pub(crate) mod code;
pub(crate) mod detail;
pub(crate) mod entry;
mod inner;
pub(crate) mod json;
pub(crate) mod json_view;
pub(crate) mod lanes;
pub(crate) mod line;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod scrubber;
