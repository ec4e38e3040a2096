//! Parts that panes are made of: view models of lists, JSON and wrapped text, and the line they are drawn with.
//!
//! They know the theme's roles and nothing of the recording, the moment or the keys.

pub(crate) mod entry;
pub(crate) mod json;
pub(crate) mod json_view;
pub(crate) mod lanes;
pub(crate) mod line;
pub(crate) mod list;
pub(crate) mod scrubber;
